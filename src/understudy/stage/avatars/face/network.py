"""Runs a model file: one picture in, arrays out."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from understudy.errors import ResourceError
from understudy.stage.avatars.models import model_file

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
        with _without_information():
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


_STANDARD_ERROR = 2
_alone = threading.Lock()


@contextmanager
def _without_information() -> Iterator[None]:
    """Keeps lines that begin with `INFO:` off standard error; the runtime writes one, and no setting of it says not to.

    Whatever else is written there meanwhile, by anybody, follows at the end.
    """
    with _alone, tempfile.TemporaryFile() as written:
        try:
            kept = os.dup(_STANDARD_ERROR)
        except OSError:  # it is closed: nobody reads it
            yield
            return
        try:
            os.dup2(written.fileno(), _STANDARD_ERROR)
            yield
        finally:
            os.dup2(kept, _STANDARD_ERROR)
            os.close(kept)
            written.seek(0)
            for line in written:
                if not line.startswith(b"INFO:"):
                    os.write(_STANDARD_ERROR, line)
