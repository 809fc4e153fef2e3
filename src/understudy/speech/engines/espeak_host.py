"""How `host.py` speaks with espeak-ng: a fresh child for every text, so that one text cannot touch the next.

Never imported by the rest of the package: it loads the GPL library `libespeak-ng` by ctypes. The first call in a fresh
process is bit-identical every time once its noise is seeded (else the clock seeds it); a second call in the same
process is not, whatever the seed (measured 2026-11-22). And a crash or an endless loop ends only the child.

Request: `{"voice": identifier, "text": str, "speed": wpm, "pitch": 0..99, "range": 0..100, "phonemes": bool}`.
Answer: `{"rate": Hz, "events": [[type, position, length, sample, ipa, mnemonic], ...]}` with signed 16-bit samples.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

SYNCHRONOUS, PHONEME_EVENTS, PHONEME_IPA, DONT_EXIT = 2, 1, 2, 0x8000
UTF8, BRACKETS_ARE_PHONEMES = 1, 0x100
RATE, PITCH, RANGE = 1, 3, 4  # espeak_PARAMETER
WORD, PHONEME = 1, 7  # espeak_EVENT_TYPE
SEED = 1


class _Value(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_void_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("value", _Value),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


Answer = tuple[dict[str, Any], bytes]
InChildren = Callable[[Callable[[Any], Answer], list[Any]], list[Answer | None]]


def answer(request: dict[str, Any], in_children: InChildren, library: str, data: str) -> Answer:
    """Speak twice at once, in two children: events name a phoneme either in IPA or by mnemonic, and we want both."""
    with_ipa, with_mnemonics = in_children(lambda ipa: _speak(request, library, data, ipa), [True, False])
    if with_ipa is None or with_mnemonics is None:
        return {"error": "espeak-ng crashed, or took too long, on this text"}, b""
    (told, sound), (other, _) = with_ipa, with_mnemonics
    if "error" in told:
        return told, b""
    if len(told["events"]) != len(other.get("events", ())):
        return {"error": "espeak-ng read one text in two ways"}, b""
    told["events"] = [[*event, twin[4]] for event, twin in zip(told["events"], other["events"], strict=True)]
    return told, sound


def _speak(request: dict[str, Any], library: str, data: str, ipa: bool) -> Answer:
    """Load the library, set the voice and speak: the first and only call of this process."""
    espeak = ctypes.CDLL(library)
    options = PHONEME_EVENTS | (PHONEME_IPA if ipa else 0) | DONT_EXIT
    rate = espeak.espeak_Initialize(SYNCHRONOUS, 0, str(Path(data).parent).encode(), options)
    if rate <= 0:
        return {"error": f"espeak-ng finds no data in {data}"}, b""
    espeak.espeak_ng_SetRandSeed(ctypes.c_long(SEED))  # else the clock seeds the noise in breathy voices
    if espeak.espeak_SetVoiceByName(request["voice"].encode()):
        return {"error": f"espeak-ng has no voice {request['voice']!r}"}, b""
    for parameter, name in ((RATE, "speed"), (PITCH, "pitch"), (RANGE, "range")):
        espeak.espeak_SetParameter(parameter, request[name], 0)
    sound, events = bytearray(), list[list[Any]]()

    def receive(wave: Any, samples: int, event: Any) -> int:
        if samples > 0:
            sound.extend(ctypes.string_at(wave, 2 * samples))
        number = 0
        while event[number].type:
            one = event[number]
            if one.type in (WORD, PHONEME):
                name = bytes(one.value.string).decode("utf-8", "replace") if one.type == PHONEME else ""
                events.append([one.type, one.position, one.length, one.sample, name])
            number += 1
        return 0

    callback = _Callback(receive)
    espeak.espeak_SetSynthCallback(callback)
    text = request["text"].encode()
    flags = UTF8 | (BRACKETS_ARE_PHONEMES if request["phonemes"] else 0)
    if espeak.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 1, 0, flags, None, None):
        return {"error": "espeak-ng refused this text"}, b""
    espeak.espeak_Synchronize()
    return {"rate": rate, "events": events}, bytes(sound) if ipa else b""
