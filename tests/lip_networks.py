"""Tiny networks of Wav2Lip's shape: the louder it is, the darker the mouth that they draw."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

MOUTH = (slice(62, 84), slice(30, 66))
"""Where the mouth is drawn, of 96×96 pixels."""

HEARS, SEES = (1, 80, 16), (6, 96, 96)


def write_network(file: Path, *, n: int | str = "n", **tint: float) -> Path:
    """A network that draws the face it is shown whole, times the `tint` of red, green and blue, its mouth darkened by
    what it hears; `n` faces at once."""
    mask = np.zeros((1, 1, 96, 96), np.float32)
    mask[0, 0][MOUTH] = 1
    light = np.array([tint.get(name, 1) for name in ("blue", "green", "red")], np.float32).reshape(1, 3, 1, 1)
    constants = {
        **{"first": np.array([3]), "last": np.array([6]), "axis": np.array([1]), "all": np.array([1, 2, 3])},
        **{"floor": np.float32(4), "range": np.float32(0.125), "mask": mask, "one": np.float32(1), "light": light},
    }
    nodes = [
        helper.make_node("Slice", ["face", "first", "last", "axis"], ["whole"]),
        helper.make_node("ReduceMean", ["mel", "all"], ["level"], keepdims=1),
        helper.make_node("Add", ["level", "floor"], ["above"]),
        helper.make_node("Mul", ["above", "range"], ["loud"]),
        helper.make_node("Mul", ["mask", "loud"], ["dark"]),
        helper.make_node("Sub", ["one", "dark"], ["left"]),
        helper.make_node("Mul", ["whole", "left"], ["darkened"]),
        helper.make_node("Mul", ["darkened", "light"], ["drawn"]),
    ]
    return _written(file, nodes, constants, (n, *HEARS), (n, *SEES))


def write_strange_network(file: Path, hears: tuple[int, ...] = HEARS, sees: tuple[int, ...] = SEES) -> Path:
    """A network with inputs of other shapes."""
    constants = {"all": np.array([1, 2, 3]), "grey": np.ones((1, 3, 96, 96), np.float32)}
    nodes = [
        helper.make_node("ReduceMean", ["mel", "all"], ["level"], keepdims=1),
        helper.make_node("ReduceMean", ["face", "all"], ["light"], keepdims=1),
        helper.make_node("Add", ["level", "light"], ["both"]),
        helper.make_node("Mul", ["both", "grey"], ["drawn"]),
    ]
    return _written(file, nodes, constants, ("n", *hears), ("n", *sees))


def _written(
    file: Path,
    nodes: Sequence[NodeProto],
    constants: dict[str, np.ndarray],
    hears: tuple[int | str, ...],
    sees: tuple[int | str, ...],
) -> Path:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, at) for name, at in (("mel", hears), ("face", sees))
    ]
    output = helper.make_tensor_value_info("drawn", TensorProto.FLOAT, [hears[0], 3, 96, 96])
    known = [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "lips", inputs, [output], known)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), str(file))
    return file
