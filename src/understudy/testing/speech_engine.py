"""What every speech engine must do. Subclass `SpeechEngineContract` in your tests and give it your engine:

class TestMine(SpeechEngineContract):
    def engine(self):
        return MyEngine()
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from understudy.errors import UnderstudyError
from understudy.speech.clip import Phone
from understudy.speech.engine import Line, Reading, SpeechEngine, Spoken, Voice
from understudy.speech.sound import Samples

SENTENCE = "The quick presenter walks slowly across the bright stage and smiles at everyone in the room."
HOSTILE = (
    "",
    " ",
    "...",
    "\x00\x01\x1b[2J\x7f",
    "broken \ud800 half",
    "\U0001f600\U0001f1e8\U0001f1f3\u200d",
    "[[nonsense]] <speak> &amp; %s %n {0}",
    "x" * 300,
    "1234567890" * 20,
    "مرحبا 你好 שלום Привет สวัสดี",
)
"""Lines that an engine gets sooner or later; it answers with sound, with silence, or with a clear error."""


def sounded(spoken: Spoken) -> list[Phone]:
    """The phones that are no silence."""
    return [phone for phone in spoken.phones if phone.symbol]


def extent(samples: Samples) -> int:
    """Samples from the first to the last audible one."""
    loud = np.flatnonzero(np.abs(samples) > 0.003)
    return int(loud[-1] - loud[0]) if len(loud) else 0


def fundamental(samples: Samples, rate: int) -> float:
    """The median fundamental frequency in Hz: first high peak of the autocorrelation of 90 ms windows."""
    window = rate * 9 // 100
    found: list[float] = []
    for start in range(0, len(samples) - window, rate // 50):
        block: npt.NDArray[np.float64] = samples[start : start + window].astype(np.float64)
        if np.sqrt(np.mean(block**2)) < 0.03:
            continue
        spectrum = np.fft.rfft(block - block.mean(), 2 * window)
        likeness = np.fft.irfft(np.abs(spectrum) ** 2)[:window]
        likeness /= likeness[0] * (1 - np.arange(window) / window) + 1e-12
        low, high = rate // 600, rate // 50
        peaks = [lag for lag in range(low, high) if likeness[lag - 1] <= likeness[lag] >= likeness[lag + 1]]
        best = max((likeness[lag] for lag in peaks), default=0)
        if best > 0.5:
            found.append(rate / next(lag for lag in peaks if likeness[lag] > 0.92 * best))
    return float(np.median(found))


class SpeechEngineContract:
    """The suite; every test speaks as the engine's first voice unless it says otherwise."""

    def engine(self) -> SpeechEngine:
        """The engine under test."""
        raise NotImplementedError

    def voice(self) -> Voice:
        """The voice under test."""
        return self.engine().voices()[0]

    def speak(self, text: str, **how: float) -> Spoken:
        """One line as the voice under test."""
        return self.engine().speak(Line(text, **how), self.voice())  # type: ignore[arg-type]

    def test_lists_voices_with_everything_filled_in(self) -> None:
        """Ids are unique, carry the engine's name, and come in the same order every time."""
        voices = list(self.engine().voices())
        assert voices
        assert [voice.id for voice in voices] == [voice.id for voice in self.engine().voices()]
        assert len({voice.id for voice in voices}) == len(voices)
        assert len({voice.id.partition(":")[0] for voice in voices}) == 1
        for voice in voices:
            assert voice.id.partition(":")[2]
            assert voice.title
            assert voice.language
            assert voice.licence
            assert 8000 <= voice.rate <= 96_000
            assert voice.controls <= {"speed", "pitch", "intonation"}
            assert voice.notations <= {"ipa", "x-pinyin", "spell"}

    def test_gives_mono_float_samples(self) -> None:
        """float32, one dimension, finite, in [-1, 1], and loud enough to be heard."""
        samples = self.speak(SENTENCE).samples
        assert samples.dtype == np.float32
        assert samples.ndim == 1
        assert np.isfinite(samples).all()
        assert np.abs(samples).max() <= 1
        assert np.sqrt(np.mean(samples**2)) > 0.01

    def test_phones_cover_the_sound(self) -> None:
        """Phones are contiguous from the first to the last sample, and none is empty."""
        spoken = self.speak(SENTENCE)
        assert spoken.phones[0].start == 0
        assert spoken.phones[-1].stop == len(spoken.samples)
        assert all(one.stop == other.start for one, other in pairwise(spoken.phones))
        assert all(phone.stop > phone.start for phone in spoken.phones)
        assert len(sounded(spoken)) >= 40

    def test_silence_is_silent(self) -> None:
        """Where the phones say silence for over 100 ms, the sound is at least 26 dB below the rest."""
        spoken = self.speak("One, two. Three! Four?")
        level = np.sqrt(np.mean(spoken.samples**2))
        long = [p for p in spoken.phones if not p.symbol and p.stop - p.start > self.voice().rate / 10]
        for phone in long:
            assert np.sqrt(np.mean(spoken.samples[phone.start : phone.stop] ** 2)) < level / 20

    def test_words_are_found_in_the_text(self) -> None:
        """Every word has its characters and its time, in order, and together they are the sentence."""
        spoken = self.speak(SENTENCE)
        assert [SENTENCE[word.first : word.last] for word in spoken.words] == SENTENCE.rstrip(".").split()
        assert all(0 <= word.start < word.stop <= len(spoken.samples) for word in spoken.words)
        assert all(one.stop <= other.start for one, other in pairwise(spoken.words))

    def test_same_line_same_samples(self) -> None:
        """In any order, whatever was said before."""
        first = self.speak(SENTENCE).samples
        self.speak("Something quite different.", speed=1.3, pitch=0.8)
        assert np.array_equal(self.speak(SENTENCE).samples, first)

    def test_same_line_same_samples_in_parallel(self) -> None:
        """Four threads at once get what one would get."""
        lines = [f"{SENTENCE} Number {number}." for number in range(4)]
        alone = [self.speak(line).samples for line in lines]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda line: self.speak(line).samples, lines))
        assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))

    def test_speed_is_a_factor(self) -> None:
        """Within 5 %."""
        if "speed" not in self.voice().controls:
            pytest.skip("the engine leaves speed to others")
        normal = extent(self.speak(SENTENCE).samples)
        for speed in (0.5, 0.8, 1.25, 2.0):
            assert normal / extent(self.speak(SENTENCE, speed=speed).samples) == pytest.approx(speed, rel=0.05)

    def test_pitch_is_a_factor(self) -> None:
        """Within 6 %, without a change of length."""
        if "pitch" not in self.voice().controls:
            pytest.skip("the engine leaves pitch to others")
        plain, rate = self.speak(SENTENCE).samples, self.voice().rate
        for pitch in (0.5, 0.8, 1.25, 2.0):
            samples = self.speak(SENTENCE, pitch=pitch).samples
            assert fundamental(samples, rate) / fundamental(plain, rate) == pytest.approx(pitch, rel=0.06)
            assert extent(samples) / extent(plain) == pytest.approx(1, rel=0.05)

    def test_a_reading_is_heard(self) -> None:
        """The phones of a word change with its reading, those around it do not, and its characters stay its own."""
        if "ipa" not in self.voice().notations:
            pytest.skip("the engine reads as written only")
        line = Line("say word now", readings=(Reading(4, 8, "ipa", "fuːf"),))
        spoken = self.engine().speak(line, self.voice())
        symbols = [phone.symbol for phone in sounded(spoken)]
        assert sum("f" in symbol for symbol in symbols) == 2
        assert any(line.text[word.first : word.last] == "word" for word in spoken.words)

    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_survives_any_text(self, text: str) -> None:
        """Sound, silence or an error of ours; and the next line is spoken as ever."""
        before = self.speak("Still here.").samples
        try:
            spoken = self.speak(text)
        except UnderstudyError:
            pass
        else:
            assert not spoken.phones or spoken.phones[-1].stop == len(spoken.samples)
            assert all(0 <= word.first < word.last <= len(text) for word in spoken.words)
        assert np.array_equal(self.speak("Still here.").samples, before)
