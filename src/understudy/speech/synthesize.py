"""A script becomes sound, with the time of every phone, word, gesture and mood in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from understudy.errors import Warning
from understudy.production import VoiceChoice
from understudy.script.document import Action, Pause, Run, Script
from understudy.script.normalize import HAN, can_be_said
from understudy.speech import spoken_before
from understudy.speech.clip import Clip, Cue, Phone, Word
from understudy.speech.engine import Line, Reading, SpeechEngine, Spoken, Voice
from understudy.speech.estimate import breath_of
from understudy.speech.exact import heard
from understudy.speech.languages import guess, primary, writing_of
from understudy.speech.lines import Span, spans
from understudy.speech.manner import MANNERS, PAUSES, Manner
from understudy.speech.pacing import paced
from understudy.speech.sound import Samples, SoundWriter
from understudy.speech.stretches import Stretch, stretches
from understudy.speech.voices import engine_of, reads
from understudy.timing import rescale

_COMMA = ","

FADE_MILLISECONDS = 3
"""Length of the fades where sound is cut, so that nothing clicks."""


def synthesize(
    script: Script,
    voice: Voice,
    choice: VoiceChoice,
    path: Path,
    *,
    scene: int | None = None,
    headroom: float | None = None,
    progress: Callable[[int, int], None] = lambda said, whole: None,
) -> tuple[Clip, list[Warning]]:
    """Speak `script` as `voice` into the file `path`; volume is left to the mixer.

    `headroom` is that of the whole where `script` is a part of one. After every line, `progress` is told how many
    characters of the script are said, and how many there are.

    Answers the clip and warnings: `voice_language` when the voice cannot read the text, `scene_silent` when there is
    nothing to say. Raises `EngineError` when the engine fails.
    """
    warnings = foreseen(script, voice, scene=scene)
    with SoundWriter(path, voice.rate) as writer:
        speaker = _Speaker(
            script.written, voice, choice, writer, headroom_of(script) if headroom is None else headroom, progress
        )
        for move in stretches(script, voice.language):
            if isinstance(move, Pause):
                speaker.pause(move.milliseconds)
            else:
                speaker.speak(move)
        speaker.finish()
        sound = writer.sound()
    warnings += [replace(warning, scene=scene) for warning in dict.fromkeys(speaker.warnings)]
    tracks = tuple(speaker.phones), tuple(speaker.words), tuple(speaker.cues)
    return Clip(sound, script.written, _language(script, voice), *tracks), warnings


def headroom_of(script: Script) -> float:
    """By how many dB everything is said softer, so that the loudest mood or stress in it does not clip."""
    deliveries = [item.delivery for item in script.items if isinstance(item, Run)]
    return max([0.0, *(MANNERS[one.emotion].level + one.level for one in deliveries)])


def _language(script: Script, voice: Voice) -> str:
    """The tag of the text's language: the voice's own where it is that, or might be (a few words in its letters)."""
    found = guess(script.written)
    same = primary(found.language) == primary(voice.language)
    doubtful = not found.sure and found.writing == writing_of(voice.language)
    return voice.language if same or doubtful else found.language


def foreseen(script: Script, voice: Voice, *, scene: int | None = None) -> list[Warning]:
    """What can be said before a sound is made: `scene_silent`, `voice_language`, `kanji_unread`."""
    where = None if scene is None else f"scenes[{scene}].speech.text"
    moves = stretches(script, voice.language, sounds=False)
    spoken = "".join(move.text for move in moves if isinstance(move, Stretch))
    if not can_be_said(spoken):
        message, hint = "nothing in the text can be said: the scene is silent", "write words to be spoken"
        return [Warning("scene_silent", message, hint, scene, where)]
    if not reads(voice, spoken):
        language = guess(spoken).language
        message = f"voice {voice.id} speaks {voice.language}, the text is in {language!r}: it will not sound right"
        hint = "choose a voice of that language, or leave the voice empty"
        return [Warning("voice_language", message, hint, scene, where)]
    if primary(voice.language) == "ja" and voice.id.startswith("espeak:") and HAN.search(spoken):
        message = f"voice {voice.id} knows no kanji and reads them as Chinese"
        return [Warning("kanji_unread", message, 'write <sub alias="とうきょう">東京</sub>', scene, where)]
    return []


@dataclass
class _Speaker:
    """Writes line after line, with the silence between, and keeps the tracks."""

    written: str
    voice: Voice
    choice: VoiceChoice
    writer: SoundWriter
    headroom: float
    progress: Callable[[int, int], None]
    phones: list[Phone] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    _exact: int | None = None  # milliseconds of the break tags since the last line
    _natural: float = -1.0  # milliseconds of silence that is due before the next line; -1 at the start of the scene

    @property
    def engine(self) -> SpeechEngine:
        return engine_of(self.voice)

    def pause(self, milliseconds: int) -> None:
        """A break tag: exact, and in place of the pause that the punctuation asks for; several add up."""
        self._exact = (self._exact or 0) + milliseconds

    def speak(self, stretch: Stretch) -> None:
        """Say one stretch, line by line, and note its gestures and its mood."""
        manner = MANNERS[stretch.delivery.emotion]
        speed = self.choice.speed / 100 * stretch.delivery.rate / 100 * manner.speed
        breath = breath_of(self.voice, speed)
        waiting = list(stretch.actions)
        begin: int | None = None
        for span in spans(stretch.text, guess(stretch.text).language, stretch.unbroken, breath):
            if not can_be_said(stretch.text[span.first : span.last]):
                continue
            line = self._line(stretch, span, speed, manner)
            start = self._say(line, stretch, span, speed, manner)
            begin = start if begin is None else begin
            waiting = self._gestures(waiting, span, stretch)
            self.progress(self.words[-1].last if self.words else 0, len(self.written))
        for _, action in waiting:
            self.cues.append(Cue("action", action.tag, self.writer.length, self.writer.length))
        if stretch.delivery.emotion and begin is not None:
            self._mood(stretch.delivery.emotion, begin)

    def finish(self) -> None:
        """The silence at the end of the scene: a break tag's, or a short one after speech."""
        if self._exact is not None or self._natural >= 0:
            self._silence(PAUSES["end"])
        for number, cue in enumerate(self.cues):
            last = self.writer.length
            self.cues[number] = Cue(cue.kind, cue.value, min(cue.start, last), min(cue.stop, last))
        self.cues.sort(key=lambda cue: (cue.start, cue.kind))

    def _line(self, stretch: Stretch, span: Span, speed: float, manner: Manner) -> Line:
        readings = tuple(
            Reading(reading.first - span.first, reading.last - span.first, reading.notation, reading.symbols)
            for reading in stretch.readings
            if span.first <= reading.first and reading.last <= span.last
        )
        text = stretch.text[span.first : span.last]
        if span.pause == "breath":
            text += _COMMA  # the sentence goes on: the voice does not fall
        pitch = self.choice.pitch / 100 * stretch.delivery.pitch / 100 * manner.pitch
        return Line(text, speed, pitch, readings, manner.intonation * stretch.delivery.melody / 100)

    def _say(self, line: Line, stretch: Stretch, span: Span, speed: float, manner: Manner) -> int:
        """Append one line after the silence that is due; answers the sample at which it begins."""
        spoken = spoken_before.speak(self.engine, line, self.voice)
        self.warnings += spoken.warnings
        spoken = paced(spoken, line.text, self.voice.rate, lambda kind: PAUSES[kind] * manner.pauses / speed)
        first, last = heard(spoken.samples)
        if last > first:
            self._silence(PAUSES["start"] / speed if self._natural < 0 else self._natural)
            gain = np.float32(10 ** ((manner.level + stretch.delivery.level - self.headroom) / 20))
            start = self.writer.append(_faded(spoken.samples[first:last], self.voice.rate) * gain)
            self._track(spoken, start, first, last)
            self._words(spoken, start - first, stretch, span)
            self._natural = PAUSES[span.pause] * manner.pauses / speed
        else:
            start = self.writer.length
        return start

    def _silence(self, natural: float) -> None:
        """The break tags' silence where there were any, else the natural one."""
        milliseconds = natural if self._exact is None else self._exact
        self._exact = None
        samples = rescale(round(milliseconds), 1000, self.voice.rate)
        if samples:
            start = self.writer.silence(samples)
            self._phone("", start, start + samples, False)

    def _phone(self, symbol: str, start: int, stop: int, stressed: bool) -> None:
        if stop <= start:
            return
        if self.phones and not symbol and not self.phones[-1].symbol:
            start = self.phones.pop().start
        self.phones.append(Phone(symbol, start, stop, stressed))

    def _track(self, spoken: Spoken, start: int, first: int, last: int) -> None:
        """The phones of what was kept: it is audible from end to end, so the outermost sounds reach to its ends."""
        sounded = [phone for phone in spoken.phones if phone.symbol and phone.start < last and phone.stop > first]
        if not sounded:
            return self._phone("ə", start, start + last - first, False)
        for phone in spoken.phones:
            begin = first if phone is sounded[0] else max(phone.start, sounded[0].stop)
            end = last if phone is sounded[-1] else min(phone.stop, sounded[-1].start)
            inside = phone in (sounded[0], sounded[-1]) or sounded[0].stop <= phone.start < sounded[-1].start
            if inside:
                self._phone(phone.symbol, start + begin - first, start + end - first, phone.stressed)
        return None

    def _words(self, spoken: Spoken, shift: int, stretch: Stretch, span: Span) -> None:
        """Words as written; those that stand for the same written characters are one."""
        for word in spoken.words:
            origins = stretch.origins[span.first + word.first : span.first + word.last]
            if not origins:
                continue
            first, last = min(origin[0] for origin in origins), max(origin[1] for origin in origins)
            start, stop = max(0, word.start + shift), min(word.stop + shift, self.writer.length)
            if self.words and first < self.words[-1].last:
                before = self.words.pop()
                first, last, start = min(before.first, first), max(before.last, last), before.start
            if last > first and stop > start:
                self.words.append(Word(self.written[first:last], first, last, start, stop))

    def _gestures(self, waiting: list[tuple[int, Action]], span: Span, stretch: Stretch) -> list[tuple[int, Action]]:
        """Place the gestures that this line has reached: at the start of the word that follows them."""
        left: list[tuple[int, Action]] = []
        for offset, action in waiting:
            if offset >= span.last:
                left.append((offset, action))
                continue
            at = stretch.origins[offset][0]
            following = [word.start for word in self.words if word.first >= at]
            start = following[0] if following else self.writer.length
            self.cues.append(Cue("action", action.tag, start, start))
        return left

    def _mood(self, emotion: str, begin: int) -> None:
        last = self.cues[-1] if self.cues else None
        if last and (last.kind, last.value) == ("emotion", emotion):
            begin = self.cues.pop().start
        self.cues.append(Cue("emotion", emotion, begin, self.writer.length))


def _faded(samples: Samples, rate: int) -> Samples:
    """The sound with short raised-cosine fades at both ends."""
    length = min(rate * FADE_MILLISECONDS // 1000, len(samples) // 2)
    out = samples.copy()
    if length:
        ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)).astype(np.float32)
        out[:length] *= ramp
        out[-length:] *= ramp[::-1]
    return out
