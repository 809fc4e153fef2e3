"""How `host.py` speaks with flite: the libraries are loaded once, each line is spoken by a child of its own.

Tokens are given one by one instead of a text, so that every sound is traced to the word it comes from, and a word's
phones can be given (`phones`, in flite's spelling: `t ax0 m aa1 t ow0`). flite's noise is the C library's `rand()`;
seeded, and in a fresh child each time, the same line gives the same samples (measured 2026-11-26).

Request: `{"voice": "cmu_us_slt", "tokens": [[name, punctuation, phones], …], "stretch": factor, "mean": Hz or 0,
"deviation": Hz or 0}`.
Answer: `{"rate": Hz, "segments": [[phone, end in seconds, number of its token or -1, stressed], …]}` with signed
16-bit samples.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_char_p, c_float, c_int, c_void_p
from functools import cache
from typing import Any

SEED = 1
LANGUAGE = ("libflite_usenglish.so.1", "libflite_cmulex.so.1")
FEATURES = {"stretch": b"duration_stretch", "mean": b"int_f0_target_mean", "deviation": b"int_f0_target_stddev"}
"""Names that flite keeps by address, not by value: they have to outlive the utterance."""

_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "new_utterance": (c_void_p, []),
    "utt_init": (c_void_p, [c_void_p, c_void_p]),
    "utt_relation_create": (c_void_p, [c_void_p, c_char_p]),
    "utt_relation": (c_void_p, [c_void_p, c_char_p]),
    "utt_synth_tokens": (c_void_p, [c_void_p]),
    "utt_wave": (c_void_p, [c_void_p]),
    "relation_append": (c_void_p, [c_void_p, c_void_p]),
    "relation_head": (c_void_p, [c_void_p]),
    "item_next": (c_void_p, [c_void_p]),
    "item_set_string": (None, [c_void_p, c_char_p, c_char_p]),
    "item_feat_float": (c_float, [c_void_p, c_char_p]),
    "item_feat_string": (c_char_p, [c_void_p, c_char_p]),
    "flite_ffeature_string": (c_char_p, [c_void_p, c_char_p]),
    "flite_feat_set_float": (None, [c_void_p, c_char_p, c_float]),
}
"""What is called, with result and arguments (flite 2.2, `flite.h`)."""

Answer = tuple[dict[str, Any], bytes]
InChildren = Callable[[Callable[[Any], Answer], list[Any]], list[Answer | None]]


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", c_char_p),
        ("rate", c_int),
        ("length", c_int),
        ("channels", c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


@cache
def _flite(folder: str) -> Any:
    """The library, its language and its lexicon."""
    flite = ctypes.CDLL(f"{folder}/libflite.so.1", mode=ctypes.RTLD_GLOBAL)
    for name in LANGUAGE:
        ctypes.CDLL(f"{folder}/{name}", mode=ctypes.RTLD_GLOBAL)
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(flite, name)
        function.restype, function.argtypes = result, arguments
    flite.flite_init()
    return flite


@cache
def _voice(folder: str, name: str) -> int | None:
    """The voice, loaded on top of the library."""
    register = getattr(ctypes.CDLL(f"{folder}/libflite_{name}.so.1"), f"register_{name}")
    register.restype, register.argtypes = c_void_p, [c_void_p]
    voice: int | None = register(None)
    return voice


def answer(request: dict[str, Any], in_children: InChildren, folder: str) -> Answer:
    """Speak the tokens in a child."""
    try:
        _flite(folder)
        _voice(folder, request["voice"])
    except (OSError, AttributeError) as error:
        return {"error": str(error)}, b""
    (spoken,) = in_children(lambda task: _speak(task, folder), [request])
    return spoken or ({"error": "flite crashed, or took too long, on this text"}, b"")


def _speak(request: dict[str, Any], folder: str) -> Answer:
    flite, voice = _flite(folder), _voice(folder, request["voice"])
    ctypes.CDLL(None).srand(SEED)
    utterance = flite.new_utterance()
    flite.utt_init(utterance, voice)
    features = ctypes.cast(utterance, ctypes.POINTER(c_void_p))[0]  # the first field of an utterance
    for key, name in FEATURES.items():
        if request[key]:
            flite.flite_feat_set_float(features, name, request[key])
    tokens = flite.utt_relation_create(utterance, b"Token")
    for number, (name, punctuation, phones) in enumerate(request["tokens"]):
        token = flite.relation_append(tokens, None)
        flite.item_set_string(token, b"name", name.encode("ascii"))
        flite.item_set_string(token, b"whitespace", b" ")
        flite.item_set_string(token, b"prepunctuation", b"")
        flite.item_set_string(token, b"punc", punctuation.encode("ascii"))
        flite.item_set_string(token, b"number", str(number).encode())
        if phones:
            flite.item_set_string(token, b"phones", phones.encode("ascii"))
    utterance = flite.utt_synth_tokens(utterance)
    if not utterance:
        return {"error": "flite refused this text"}, b""
    wave = ctypes.cast(flite.utt_wave(utterance), ctypes.POINTER(_Wave)).contents
    sound = ctypes.string_at(wave.samples, 2 * wave.length * wave.channels)
    return {"rate": wave.rate, "segments": _segments(flite, utterance)}, sound


def _segments(flite: Any, utterance: int) -> list[list[Any]]:
    found: list[list[Any]] = []
    segment = flite.relation_head(flite.utt_relation(utterance, b"Segment"))
    while segment:
        name = flite.item_feat_string(segment, b"name").decode("ascii", "replace")
        syllable = b"R:SylStructure.parent"
        token = flite.flite_ffeature_string(segment, syllable + b".parent.R:Token.parent.number").decode()
        stressed = flite.flite_ffeature_string(segment, syllable + b".stress") == b"1"
        silent = name == "pau"
        end = round(flite.item_feat_float(segment, b"end"), 6)
        found.append([name, end, -1 if silent else int(token), stressed and not silent])
        segment = flite.item_next(segment)
    return found
