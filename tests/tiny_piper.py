"""A voice for Piper that is made on the spot: a few kilobytes of ONNX with the ins and outs of a real one.

Every phoneme sounds for as many frames as its number says (modulo 5, plus 4); the sound is a hum with a little of the
network's own noise. `aligned=False` gives a voice that hides its lengths, as some do.
"""

import json
from pathlib import Path

import numpy as np
from onnx import NodeProto, TensorProto, checker, helper, numpy_helper, save
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

RATE, HOP = 22_050, 256


def tiny_voice(
    folder: Path, name: str = "tiny", *, aligned: bool = True, voice: str = "en-us", speakers: int = 1
) -> Path:
    """Write the pair of files; answers the `.onnx`."""
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])
    graph = helper.make_graph(_nodes(aligned), "tiny", inputs, [output], _constants())
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    checker.check_model(model)
    path = folder / f"{name}.onnx"
    save(model, path)
    config = {
        "audio": {"sample_rate": RATE, "quality": "tiny"},
        "espeak": {"voice": voice},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "language": {"code": voice.replace("en-us", "en_US")},
        "num_symbols": 256,
        "num_speakers": speakers,
        "speaker_id_map": {"ann": 0, "bob": 1} if speakers > 1 else {},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    path.with_name(path.name + ".json").write_text(json.dumps(config), "utf-8")
    return path


def _constants() -> list[TensorProto]:
    values = {
        "five": np.int64(5),
        "four": np.float32(4),
        "one_row": np.array([1], np.int64),
        "hop": np.float32(HOP),
        "zero": np.float32(0),
        "step": np.float32(1),
        "turn": np.float32(2 * np.pi * 120 / RATE),
        "loud": np.float32(0.3),
        "little": np.float32(0.02),
        "shape": np.array([1, 1, 1, -1], np.int64),
        "flat": np.array([-1], np.int64),
    }
    return [numpy_helper.from_array(np.array(value), label) for label, value in values.items()]


def _nodes(aligned: bool) -> list[NodeProto]:
    lengths = "lengths" if aligned else "hidden"
    return [
        helper.make_node("Mod", ["input", "five"], ["rest"]),
        helper.make_node("Cast", ["rest"], ["more"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["more", "four"], ["frames"]),
        helper.make_node("Gather", ["scales", "one_row"], ["scale"]),
        helper.make_node("Mul", ["frames", "scale"], ["scaled"]),
        helper.make_node("Ceil" if aligned else "Round", ["scaled"], [lengths]),
        helper.make_node("ReduceSum", [lengths], ["count"], keepdims=0),
        helper.make_node("Mul", ["count", "hop"], ["samples"]),
        helper.make_node("Range", ["zero", "samples", "step"], ["time"]),
        helper.make_node("Mul", ["time", "turn"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["sine"]),
        helper.make_node("Mul", ["sine", "loud"], ["hum"]),
        helper.make_node("RandomNormalLike", ["hum"], ["noise"]),
        helper.make_node("Mul", ["noise", "little"], ["hiss"]),
        helper.make_node("Add", ["hum", "hiss"], ["mono"]),
        helper.make_node("Reshape", ["mono", "shape"], ["output"]),
    ]
