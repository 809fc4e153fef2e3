"""Voices: the pair of files of a Piper voice in an archive is unpacked, looked at, and made to speak."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path, PurePosixPath

import numpy as np

from understudy.errors import EngineError, InputError, ResourceError, Warning
from understudy.service.assets.describing import voice_meta
from understudy.service.assets.probes.found import Found
from understudy.speech.engine import Line, Spoken
from understudy.speech.engines.piper import PiperEngine

LARGEST_MODEL, LARGEST_CONFIG = 256 << 20, 1 << 20
"""Bytes; Piper's largest voices have 120 MB, their descriptions some 10 KB."""
TRIAL = "1 2 3"
"""What a voice says to show that it speaks: digits, which every language reads."""
LONGEST_TRIAL = 60
"""Seconds."""
BLOCK = 1 << 20
HINT = "give a .zip with one NAME.onnx and its NAME.onnx.json, as Piper's voices come"


def probe(file: Path, folder: Path) -> Found:
    """Unpack the voice into `folder`, and let it speak. Raises `InputError` for anything that is no voice."""
    if not zipfile.is_zipfile(file):
        raise InputError("voice_file_wrong", f"{file.name} is no archive", hint=HINT)
    model, config = folder / "voice.onnx", folder / "voice.onnx.json"
    try:
        with zipfile.ZipFile(file) as archive:
            network, described = _pair(archive, file.name)
            _unpack(archive, network, model, LARGEST_MODEL)
            _unpack(archive, described, config, LARGEST_CONFIG)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InputError("voice_file_wrong", f"{file.name} cannot be unpacked: {error}", hint=HINT) from error
    _check(config)
    engine = PiperEngine()
    try:
        voice = engine.voice(str(model.absolute()))
        spoken = engine.speak(Line(TRIAL), voice)
    except ResourceError as error:
        raise InputError("voice_file_wrong", f"voices are not taken here: {error}", hint="ask the operator") from error
    except EngineError as error:
        raise InputError("voice_file_wrong", f"{file.name} does not speak: {error}", hint=HINT) from error
    except InputError as error:
        text = str(error).replace(str(folder.absolute()) + "/", "")
        raise InputError("voice_file_wrong", f"{file.name}: {text}", hint=HINT) from error
    warnings = _heard(spoken, file.name, voice.rate)
    return Found({"voice_model_meta": voice_meta(voice)}, warnings, main=model.name, beside=(config.name,))


def _pair(archive: zipfile.ZipFile, name: str) -> tuple[zipfile.ZipInfo, zipfile.ZipInfo]:
    """The network and its description; what else lies in the archive stays there."""
    entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
    networks = [one for one in entries if one.endswith(".onnx") and not PurePosixPath(one).name.startswith(".")]
    if len(networks) != 1:
        raise InputError("voice_file_wrong", f"{name} holds {len(networks)} .onnx files instead of one", hint=HINT)
    described = entries.get(f"{networks[0]}.json")
    if described is None:
        lost = PurePosixPath(networks[0]).name
        raise InputError("voice_file_wrong", f"{name} holds {lost} without {lost}.json beside it", hint=HINT)
    return entries[networks[0]], described


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int) -> None:
    """One file, by what it really holds and not by what the archive says of it."""
    with archive.open(entry) as source, target.open("wb") as sink:
        while block := source.read(BLOCK):
            sink.write(block)
            if sink.tell() > most:
                text = f"{PurePosixPath(entry.filename).name} is larger than {most >> 20} MiB"
                raise InputError("voice_file_wrong", text, hint="no voice of Piper is")


def _check(config: Path) -> None:
    """Numbers stand where numbers belong in the description; what else it needs is the engine's to say."""
    try:
        values = json.loads(config.read_text("utf-8"))
        rate, speakers = values["audio"]["sample_rate"], values.get("num_speakers", 1)
        symbols = values["phoneme_id_map"]
        fits = (
            isinstance(rate, int)
            and 8_000 <= rate <= 96_000
            and isinstance(speakers, int)
            and 1 <= speakers <= 10_000
            and all(isinstance(one, int) for numbers in symbols.values() for one in numbers)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        text = f"its description (.onnx.json) is none of a Piper voice: {type(error).__name__}: {error}"
        raise InputError("voice_file_wrong", text, hint=HINT) from None
    if not fits:
        text = "its description (.onnx.json) has an impossible sample_rate, num_speakers or phoneme_id_map"
        raise InputError("voice_file_wrong", text, hint=HINT)


def _heard(spoken: Spoken, name: str, rate: int) -> list[Warning]:
    """What is to be said of the trial. Raises `InputError` where it was no speech."""
    samples = spoken.samples
    if not len(samples) or not np.isfinite(samples).all() or float(np.abs(samples).max()) < 1e-3:
        raise InputError("voice_file_wrong", f"{name} makes no sound", hint=HINT)
    if len(samples) > LONGEST_TRIAL * rate:
        raise InputError("voice_file_wrong", f"{name} takes {len(samples) // rate} s to say {TRIAL!r}", hint=HINT)
    return list(spoken.warnings)
