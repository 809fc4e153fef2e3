"""Runs a model file: one picture in, arrays out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from understudy.errors import ResourceError
from understudy.stage.avatars.models import model_file
from understudy.stage.remarks import without_remarks

Floats = npt.NDArray[np.float32]


class Network:
    """A model with one input (1, height, width, 3) float32 on one thread, so that results are the same everywhere."""

    def __init__(self, folder: Path, name: str) -> None:
        file = model_file(folder, name)
        try:
            from ai_edge_litert.interpreter import Interpreter  # type: ignore[import-untyped,unused-ignore]
        except ImportError as error:
            hint = "install the package ai-edge-litert"
            raise ResourceError("models_runtime", f"face models cannot be run: {error}", hint=hint) from None
        with without_remarks("INFO: "):  # that a delegate was made
            self._interpreter = Interpreter(model_path=str(file), num_threads=1)
            self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._outputs = self._interpreter.get_output_details()
        self.size = (int(self._input["shape"][2]), int(self._input["shape"][1]))

    def run(self, picture: Floats) -> list[Floats]:
        """Every output for `picture`, (height, width, 3) in the range that the model wants."""
        self._interpreter.set_tensor(self._input["index"], np.ascontiguousarray(picture[None], np.float32))
        self._interpreter.invoke()
        return [np.array(self._interpreter.get_tensor(output["index"])) for output in self._outputs]
