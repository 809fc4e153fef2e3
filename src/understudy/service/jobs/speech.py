"""The child's side of text-to-speech: a text becomes a sound file, with word times, subtitles and gestures beside it.

What is asked stands in the order: `text`, `voice` (a production's `VoiceChoice`), `lexicon`, `mood`, `channels`; for a
whole speech also `suffix`, `shown` (what subtitles show in place of the text), `srt` (None, or what limits its lines),
`timings`, `segments` and `silence_ms` (None, or how long a silence stands for a speech that cannot be made).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from understudy.deliver.captions import srt
from understudy.deliver.timings import Solo, gestures, timings
from understudy.encode.mixer import Mixer, SpeechPart
from understudy.encode.sound_file import write_sound
from understudy.errors import Cancelled, EngineError, InputError, Warning, placed
from understudy.production import LONGEST_FILM, LexiconEntry, VoiceChoice
from understudy.script import markup
from understudy.script.breaks import sentences
from understudy.script.document import Pause, Run, Script
from understudy.script.parts import parts
from understudy.service.jobs.child import Bench
from understudy.speech.captions import Caption, cut
from understudy.speech.clip import Clip
from understudy.speech.engine import Voice
from understudy.speech.sound import Sound
from understudy.speech.spread import spread
from understudy.speech.synthesize import foreseen, headroom_of, synthesize
from understudy.speech.voices import language_of, voice_for
from understudy.timing import MIX_RATE, rescale, seconds

FIRST_HEARD, HEARD_NEXT = 1, 120
"""Characters of an audition's first file and of the others: the first sentence is heard at once."""

BLOCK = 1 << 16


def speech(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Speak `order["text"]` into `folder/speech.wav` (or the suffix asked for).

    Answers the names of the files by what they hold, the length in seconds, and warnings.
    """
    try:
        return _spoken(order, folder, bench)
    except (InputError, EngineError) as error:
        if order["silence_ms"] is None:
            raise
        return _silent(order, folder, error)


def audition(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Speak `order["text"]` into files `folder/part-000.wav` and so on, each there as soon as it is spoken."""
    reading = _read(order)
    length = Fraction()
    for number, clip in enumerate(reading.clips(folder / "part.f32", bench)):
        length += _write(clip.sound, folder / f"part-{number:03}.wav", order, folder)
    return reading.told({}, length)


def _spoken(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    reading = _read(order)
    clip = reading.clip(folder / "speech.f32", bench)
    files = {"audio": f"speech{order['suffix']}"}
    duration = _write(clip.sound, folder / files["audio"], order, folder)
    if order["timings"]:
        told = timings(Solo(clip), phones=True)
        segments = {"segments": list(_segments(clip))} if order["segments"] else {}
        files["info"] = _write_json(folder / "speech.json", told | segments)
    if order["srt"] is not None:
        files["srt"] = "speech.srt"
        (folder / files["srt"]).write_text(srt(_captions(clip, order)), "utf-8", newline="\n")
    if (asked := gestures(Solo(clip)))["actions"]:
        files["action"] = _write_json(folder / "speech.actions.json", asked)
    return reading.told(files, duration)


def _silent(order: dict[str, Any], folder: Path, error: InputError | EngineError) -> dict[str, Any]:
    """Silence in place of a speech that cannot be made, as was asked for."""
    samples = max(rescale(order["silence_ms"], 1000, MIX_RATE), 1)
    name = f"speech{order['suffix']}"
    write_sound(folder / name, _blocks_of_silence(samples), channels=order["channels"])
    warning = Warning("speech_silent", f"silence stands for the speech, which cannot be made: {error}")
    return {"files": {"audio": name}, "duration": samples / MIX_RATE, "warnings": [warning.as_dict()]}


def _blocks_of_silence(samples: int) -> Iterator[npt.NDArray[np.float32]]:
    for start in range(0, samples, BLOCK):
        yield np.zeros((min(BLOCK, samples - start), 2), np.float32)


@dataclass
class Reading:
    """A script, who reads it and how, and what is done without or differently."""

    script: Script
    voice: Voice
    choice: VoiceChoice
    warnings: list[Warning]

    def clip(self, path: Path, bench: Bench) -> Clip:
        """The whole script, spoken; the sound lies at `path`."""
        clip, warned = synthesize(
            self.script, self.voice, self.choice, path, progress=lambda said, whole: _go_on(bench, said, whole)
        )
        self.warnings += [warning for warning in warned if warning not in self.warnings]
        return clip

    def clips(self, path: Path, bench: Bench) -> Iterator[Clip]:
        """The script in parts, spoken one after the other; a clip's sound is gone when the next one comes."""
        pieces, headroom = parts(self.script, HEARD_NEXT, first=FIRST_HEARD), headroom_of(self.script)
        for number, piece in enumerate(pieces):
            _go_on(bench, number, len(pieces))
            clip, warned = synthesize(piece, self.voice, self.choice, path, headroom=headroom)
            known = (*self.warnings, *foreseen(piece, self.voice))
            self.warnings += [warning for warning in warned if warning not in known]
            yield clip

    def told(self, files: dict[str, str], duration: Fraction) -> dict[str, Any]:
        """The child's result."""
        warnings = [warning.as_dict() for warning in self.warnings]
        return {"files": files, "duration": round(float(duration), 3), "warnings": warnings}


def _read(order: dict[str, Any]) -> Reading:
    """The script and the voice that reads it. Raises `InputError` where there is nothing to be said or heard."""
    choice = VoiceChoice(**order["voice"])
    lexicon = [LexiconEntry(**entry) for entry in order["lexicon"]]
    with placed(None, "text"):
        script, warnings = markup.read(order["text"], lexicon=lexicon, longest=LONGEST_FILM)
    script = _in_mood(script, order["mood"])
    with placed(None, "voice_asset_id"):
        voice = voice_for(choice.name, script)
    for warning in foreseen(script, voice):
        if warning.code == "scene_silent" and not any(isinstance(item, Pause) for item in script.items):
            raise InputError("text_silent", "nothing in the text can be said", hint=warning.hint, field="text")
        warnings.append(warning)
    return Reading(script, voice, choice, warnings)


def _in_mood(script: Script, mood: str) -> Script:
    """The script in the mood that was asked for as a whole, but where its own tags say otherwise."""
    if not mood:
        return script
    return Script(
        tuple(
            replace(item, delivery=replace(item.delivery, emotion=mood))
            if isinstance(item, Run) and not item.delivery.emotion
            else item
            for item in script.items
        )
    )


def _go_on(bench: Bench, done: int, total: int) -> None:
    """Tell how far the speech is; raises `Cancelled` where it is wanted no more."""
    bench.progress("speaking", done, total)
    if bench.cancelled():
        raise Cancelled


def _write(sound: Sound, path: Path, order: dict[str, Any], folder: Path) -> Fraction:
    """Write the sound at the volume asked for, as films have it; answers its length in seconds."""
    samples = rescale(sound.length, sound.rate, MIX_RATE)
    part = SpeechPart(sound, 0, VoiceChoice(**order["voice"]).volume)
    mixer = Mixer([part], [], None, samples, work=folder)
    write_sound(path, mixer.blocks(), channels=order["channels"])
    return seconds(samples, MIX_RATE)


def _captions(clip: Clip, order: dict[str, Any]) -> list[Caption]:
    """Subtitles of what is said, or of the text that is shown in its place."""
    lines, longest, end = order["srt"]["lines"], order["srt"]["longest"], clip.sound.length
    written, words, language = clip.written, clip.words, clip.language
    if order["shown"] is not None:
        written = markup.read(order["shown"], longest=LONGEST_FILM)[0].written
        words, language = spread(written, clip.phones, clip.rate), language_of(written)
    return cut(written, words, clip.rate, end=end, language=language, lines=lines, longest=longest)


def _segments(clip: Clip) -> Iterator[dict[str, Any]]:
    """The sentences of the text that are heard, as characters and in seconds."""
    for first, last in sentences(clip.written):
        words = [word for word in clip.words if first <= word.first < last]
        if words:
            times = {"start": _seconds(words[0].start, clip), "stop": _seconds(words[-1].stop, clip)}
            yield {"text": clip.written[first:last].strip(), "first": first, "last": last} | times


def _seconds(sample: int, clip: Clip) -> float:
    return round(float(seconds(sample, clip.rate)), 4)


def _write_json(path: Path, document: dict[str, Any]) -> str:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return path.name
