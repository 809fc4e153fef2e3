"""How `host.py` speaks with Piper: a voice is loaded once and stays; lines are spoken one after the other.

Never imported by the rest of the package: it loads `piper-tts`, which is under the GPL. A voice file is changed in
memory as it is loaded, never on disk:

- the lengths that the network gives its phonemes become an output, by Piper's own `add_alignment_output`;
- its random noise becomes a fixed table, so that the same line gives the same samples, in any order: ONNX Runtime's
  generators go on from line to line, whatever their seed.

Request: `{"model": path, "config": path, "text": str, "stretch": factor, "speaker": number}`.
Answer: `{"rate": Hz, "sentences": [[length, [[phoneme, samples], …] or null], …]}` with float32 samples.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

Answer = tuple[dict[str, Any], bytes]

NOISE_VALUES, SEED = 1 << 22, 1
"""Values of the table: 250 s of speech at 192 channels and 86 frames a second; beyond that it begins again."""


def answer(request: dict[str, Any], in_children: Any) -> Answer:
    """Speak one text."""
    logging.disable(logging.WARNING)
    try:
        voice = _voice(request["model"], request["config"])
        return _speak(voice, request)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}, b""


@lru_cache(maxsize=2)
def _voice(model: str, config: str) -> Any:
    import onnxruntime
    from piper.config import PiperConfig
    from piper.voice import PiperVoice

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what fails is told in the answer
    settings = PiperConfig.from_dict(json.loads(Path(config).read_text("utf-8")))
    session = onnxruntime.InferenceSession(_patched(model), options, providers=["CPUExecutionProvider"])
    return PiperVoice(session=session, config=settings)


def _patched(path: str) -> bytes:
    """The network with its phoneme lengths as an output, where it can be, and without chance."""
    import onnx
    from piper.patch_voice_with_alignment import add_alignment_output

    model = onnx.load(path, load_external_data=False)
    if any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in _tensors(model)):
        raise ValueError("the network wants weights from another file; a Piper voice has them inside")
    try:
        add_alignment_output(model)
    except ValueError as error:
        logging.debug("no alignments: %s", error)  # the answer has none, and the caller says so
    _without_chance(model)
    patched: bytes = model.SerializeToString()
    return patched


def _tensors(model: Any) -> Iterator[Any]:
    """Every table of numbers in a network, wherever one may stand."""
    graphs = [model.graph]
    nodes = [node for function in model.functions for node in function.node]
    while graphs or nodes:
        if not nodes:
            graph = graphs.pop()
            yield from graph.initializer
            yield from (part for sparse in graph.sparse_initializer for part in (sparse.values, sparse.indices))
            nodes += graph.node
            continue
        for attribute in nodes.pop().attribute:
            yield from (attribute.t, *attribute.tensors)
            sparse_ones = (attribute.sparse_tensor, *attribute.sparse_tensors)
            yield from (part for sparse in sparse_ones for part in (sparse.values, sparse.indices))
            graphs += [attribute.g, *attribute.graphs]


def _without_chance(model: Any) -> None:
    """Every node of random numbers reads a table instead, each from another place."""
    from onnx import helper, numpy_helper

    graph = model.graph
    chance = [node for node in graph.node if node.op_type == "RandomNormalLike"]
    if not chance:
        return
    table = np.random.default_rng(SEED).standard_normal(NOISE_VALUES).astype(np.float32)
    numbers = {"noise_axis": 0, "noise_one": 1, "noise_size": NOISE_VALUES}
    constants: dict[str, Any] = {name: np.array([value], np.int64) for name, value in numbers.items()}
    constants["noise_table"] = table
    for number, node in enumerate(chance):
        begin, name = 10_007 * number, f"noise_{number}"
        constants[f"{name}_begin"] = np.array([begin], np.int64)
        steps = [
            helper.make_node("Shape", [node.input[0]], [f"{name}_shape"]),
            helper.make_node("ReduceProd", [f"{name}_shape"], [f"{name}_count"], keepdims=1),
            helper.make_node("Add", [f"{name}_count", f"{name}_begin"], [f"{name}_end"]),
            helper.make_node("Div", [f"{name}_end", "noise_size"], [f"{name}_times"]),
            helper.make_node("Add", [f"{name}_times", "noise_one"], [f"{name}_copies"]),
            helper.make_node("Tile", ["noise_table", f"{name}_copies"], [f"{name}_tape"]),
            helper.make_node("Slice", [f"{name}_tape", f"{name}_begin", f"{name}_end", "noise_axis"], [f"{name}_flat"]),
            helper.make_node("Reshape", [f"{name}_flat", f"{name}_shape"], [node.output[0]]),
        ]
        place = list(graph.node).index(node)
        graph.node.remove(node)
        for step in reversed(steps):
            graph.node.insert(place, step)
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items())


def _speak(voice: Any, request: dict[str, Any]) -> Answer:
    from piper.config import SynthesisConfig

    asked = SynthesisConfig(
        speaker_id=request["speaker"] if voice.config.num_speakers > 1 else None,
        length_scale=voice.config.length_scale * request["stretch"],
        normalize_audio=False,
    )
    sound, sentences = bytearray(), list[list[Any]]()
    for chunk in voice.synthesize(request["text"], asked, include_alignments=True):
        samples = chunk.audio_float_array.astype(np.float32)
        aligned = chunk.phoneme_alignments
        phonemes = [[one.phoneme, int(one.num_samples)] for one in aligned] if aligned else None
        sentences.append([len(samples), phonemes])
        sound += samples.tobytes()
    return {"rate": voice.config.sample_rate, "sentences": sentences}, bytes(sound)
