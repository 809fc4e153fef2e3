"""The process in which espeak-ng runs: it forks a fresh child for every text, so that one text cannot touch the next.

Run as a program (`python -m understudy.speech.engines.espeak_host [LIBRARY DATA]`), never imported by the rest of the
package: it imports nothing but the standard library and loads the GPL library `libespeak-ng` by ctypes. The first call
in a fresh process is bit-identical every time once its noise is seeded (else the clock seeds it); a second call in the
same process is not, whatever the seed (measured 2026-11-22). And a crash or an endless loop ends only the child.

Protocol, over standard input and output. A message is a 4-byte big-endian length, that many bytes of JSON, and for
answers a second 4-byte length with that many bytes of sound (signed 16-bit native samples).
Request: `{"voice": identifier, "text": str, "speed": wpm, "pitch": 0..99, "range": 0..100, "phonemes": bool}`.
Answer: `{"rate": Hz, "events": [[type, position, length, sample, ipa, mnemonic], ...]}` or `{"error": str}`.
End of input ends the host.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from pathlib import Path
from typing import Any

SYNCHRONOUS, PHONEME_EVENTS, PHONEME_IPA, DONT_EXIT = 2, 1, 2, 0x8000
UTF8, BRACKETS_ARE_PHONEMES = 1, 0x100
RATE, PITCH, RANGE = 1, 3, 4  # espeak_PARAMETER
WORD, PHONEME = 1, 7  # espeak_EVENT_TYPE
CPU_SECONDS, WALL_SECONDS = 20, 40
MEMORY_BYTES, LONGEST_ANSWER = 1 << 30, 256 << 20
SEED = 1
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


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


def serve(library: str, data: str) -> None:
    """Answer requests until the input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while True:
        head = source.read(4)
        if len(head) < 4:
            return
        request = json.loads(source.read(struct.unpack(">I", head)[0]))
        answer, sound = _answer(request, library, data)
        body = json.dumps(answer).encode()
        sink.write(struct.pack(">I", len(body)) + body + struct.pack(">I", len(sound)))
        sink.write(sound)
        sink.flush()


def _answer(request: dict[str, Any], library: str, data: str) -> tuple[dict[str, Any], bytes]:
    """Speak twice at once, in two children: events name a phoneme either in IPA or by mnemonic, and we want both."""
    children = [_start(request, library, data, ipa) for ipa in (True, False)]
    with_ipa, with_mnemonics = _collect(children)
    if with_ipa is None or with_mnemonics is None:
        return {"error": "espeak-ng crashed, or took too long, on this text"}, b""
    length = struct.unpack(">I", with_ipa[:4])[0]
    answer: dict[str, Any] = json.loads(with_ipa[4 : 4 + length])
    other: dict[str, Any] = json.loads(with_mnemonics[4:])
    if "error" in answer:
        return answer, b""
    if len(answer["events"]) != len(other.get("events", ())):
        return {"error": "espeak-ng read one text in two ways"}, b""
    answer["events"] = [[*event, twin[4]] for event, twin in zip(answer["events"], other["events"], strict=True)]
    return answer, with_ipa[4 + length :]


def _start(request: dict[str, Any], library: str, data: str, ipa: bool) -> tuple[int, int]:
    """Fork a child that speaks; answers its process id and the end of the pipe to read from."""
    reader, writer = os.pipe()
    host = os.getpid()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    status = 1
    try:
        os.close(reader)
        _confine(host)
        answer, sound = _speak(request, library, data, ipa)
        body = json.dumps(answer).encode()
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(struct.pack(">I", len(body)) + body + (sound if ipa else b""))
        status = 0
    finally:
        os._exit(status)


def _confine(host: int) -> None:
    """Limits of a child: it dies with the host, and cannot use much time or memory, or write files."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != host:
        os._exit(1)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _speak(request: dict[str, Any], library: str, data: str, ipa: bool) -> tuple[dict[str, Any], bytes]:
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
    return {"rate": rate, "events": events}, bytes(sound)


def _collect(children: list[tuple[int, int]]) -> list[bytes | None]:
    """What each child wrote, None for one that failed. Ends and reaps all of them in any case."""
    answers = {reader: bytearray() for _, reader in children}
    open_readers, deadline = set(answers), time.monotonic() + WALL_SECONDS
    whole = True
    while open_readers and whole:
        ready, _, _ = select.select(list(open_readers), [], [], max(0.0, deadline - time.monotonic()))  # few, low
        whole = bool(ready)
        for reader in ready:
            block = os.read(reader, 1 << 20)
            answers[reader] += block
            if not block:
                open_readers.discard(reader)
        whole = whole and sum(map(len, answers.values())) <= LONGEST_ANSWER
    results: list[bytes | None] = []
    for child, reader in children:
        if not whole:
            os.kill(child, signal.SIGKILL)
        os.close(reader)
        _, status = os.waitpid(child, 0)
        results.append(bytes(answers[reader]) if whole and status == 0 else None)
    return results


def _installed() -> tuple[str, str]:
    """Where the wheel `espeakng-loader` keeps library and data."""
    found = importlib.util.find_spec("espeakng_loader")
    if found is None or found.origin is None:
        raise SystemExit("espeakng-loader is not installed")
    folder = Path(found.origin).parent
    return str(folder / "libespeak-ng.so"), str(folder / "espeak-ng-data")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes our input
    arguments = sys.argv[1:]
    serve(*(arguments if len(arguments) == 2 else _installed()))
