"""Measures the ear on what was chosen before it was trained and kept out of training: voices, engines, people.

    python training/measure_ear.py [--pocketsphinx]

- espeak-ng: four voices that were not trained on, new text, six languages;
- flite `awb`: a speaker that was not trained on;
- festival `kal_diphone` and `slt` (HTS): voices that were not trained on, of an engine whose other voices were
  (`festival_speech.py`), with their own segments as the truth;
- people: the announcements of Debian's `asterisk-core-sounds-*` (English, Spanish, French, Italian, Russian; one
  speaker each, 16 kHz) and five sentences of LibriVox (`pocketsphinx-testdata`). Nobody wrote down when they say what.
  English: compared with pocketsphinx's own alignment. Others: how much of the text's sounds, aligned by the ear, is
  heard without the text, which is consistency and not accuracy.

What is not installed is left out. `--pocketsphinx` (with the package installed) puts its phone recogniser beside ours.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import festival_speech
import numpy as np
import soxr
from ear_speech import KEPT_OUT, kinds
from festival_speech import read

from understudy.script.document import Run, Script
from understudy.script.notation import ARPABET
from understudy.speech.clip import Phone
from understudy.speech.ear import SYMBOLS
from understudy.speech.ear_frames import FRAME_RATE
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.engines.flite import FliteEngine
from understudy.speech.follow import fitted, guide_of
from understudy.speech.listen import listen
from understudy.speech.sound import Sound
from understudy.speech.voices import choose

TEXTS = {
    "en-us": "Welcome to our spring update. Today we talk about three simple habits that help a team plan better. "
    "First, begin every meeting with one clear question. Maybe it sounds obvious, but most groups jump past it.",
    "cmn": "欢迎收看本期节目。今天我们谈谈怎样保护自己的眼睛。"
    "第一，每看一个小时屏幕，就要休息十分钟。第二，多吃蔬菜，少喝饮料。",
    "de": "Willkommen zur Sendung. Heute geht es um Pflanzen, die wenig Wasser brauchen und trotzdem blühen.",
    "es": "Bienvenidos al programa. Hoy hablamos de plantas que beben poca agua y aun así florecen en verano.",
    "fr-fr": "Bienvenue dans notre émission. Aujourd'hui, nous parlons de plantes qui boivent peu et fleurissent quand "
    "même.",
    "ru": "Добро пожаловать в нашу программу. Сегодня мы поговорим о растениях, которые почти не пьют воды.",
}
ASTERISK = (
    ("en", "en_US_f_Allison", "en-us", "English, a woman"),
    ("es", "es_MX_f_Allison", "es-419", "Spanish, a woman"),
    ("fr", "fr_CA_f_June", "fr-fr", "French, a woman"),
    ("it", "it_IT_m_Carlo", "it", "Italian, a man"),
    ("ru", "ru_RU_f_IvrvoiceRU", "ru", "Russian, a woman"),
)
SENTENCES = 40
LIBRIVOX = Path("/usr/share/pocketsphinx/test/data/librivox")
NOISES = (None, 20, 10, 5)
OPEN = {"a": 1.0, "ɛ": 0.65, "ə": 0.45, "i": 0.3, "ɔ": 0.6, "u": 0.25, "y": 0.25, "m": 0, "p": 0, "": 0, "f": 0.1}
OPEN_ELSE = 0.2


@dataclass(frozen=True, eq=False)
class Case:
    """A sound with its text, and its phones where they are known."""

    group: str
    samples: np.ndarray
    rate: int
    text: str
    language: str
    truth: tuple[Phone, ...] = ()


def espeak() -> Iterator[Case]:
    engine = EspeakEngine()
    for tag, text in TEXTS.items():
        for variant in KEPT_OUT:
            voice = engine.voice(f"{tag}+{variant}")
            said = engine.speak(Line(text), voice)
            yield Case(f"espeak-ng, unseen voices: {tag}", said.samples, voice.rate, text, tag, said.phones)


def flite() -> Iterator[Case]:
    engine = FliteEngine()
    for voice in engine.voices():
        if voice.id == "flite:awb":
            for text in TEXTS["en-us"].split(". "):
                said = engine.speak(Line(text + "."), voice)
                yield Case("flite awb, unseen speaker", said.samples, voice.rate, text + ".", "en-us", said.phones)


def festival() -> Iterator[Case]:
    texts = TEXTS["en-us"].split(". ")
    for speaker in festival_speech.MEASURED:
        for text, (samples, rate, phones) in zip(texts, festival_speech.spoken(speaker, texts), strict=False):
            yield Case(f"festival {speaker.name}", samples, rate, text + ".", "en-us", phones)


def asterisk() -> Iterator[Case]:
    for short, folder, tag, words in ASTERISK:
        book = Path(f"/usr/share/doc/asterisk-core-sounds-{short}/core-sounds-{short}.txt.gz")
        if not book.exists():
            continue
        text = gzip.decompress(book.read_bytes()).decode()
        rows = [row.partition(":") for row in text.splitlines() if ":" in row]
        said = [
            (name, text.strip())
            for name, _, text in rows
            if 45 < len(text) < 160 and not set("0123456789[(<") & set(text)
        ]
        chosen = said[:: max(1, len(said) // SENTENCES)][:SENTENCES]
        for name, text in chosen:
            file = Path("/usr/share/asterisk/sounds") / folder / f"{name}.g722"
            if file.exists():
                samples, rate = _g722(file)
                yield Case(f"people: {words}", samples, rate, text, tag)


def _g722(file: Path) -> tuple[np.ndarray, int]:
    """A recording in telephony's own format, which has no head to be known by; films do not take it."""
    with av.open(str(file), format="g722") as container:
        blocks = [frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    return (np.concatenate(blocks) / 32768).astype(np.float32), rate


def librivox() -> Iterator[Case]:
    if not LIBRIVOX.exists():
        return
    for row in (LIBRIVOX / "transcription").read_text("utf-8").splitlines():
        text, _, name = row.rpartition(" (")
        samples, rate = read(LIBRIVOX / f"{name.rstrip(')')}.wav")
        yield Case(
            "people: LibriVox, English", samples, rate, text.replace("<s>", "").replace("</s>", "").strip(), "en-us"
        )


def noisy(case: Case, decibels: float | None) -> Case:
    """The same with pink noise, a kind that training does not have."""
    if decibels is None:
        return case
    rng = np.random.default_rng(len(case.samples))
    spectrum = np.fft.rfft(rng.standard_normal(len(case.samples)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), len(case.samples))
    pink *= case.samples.std() * 10 ** (-decibels / 20) / pink.std()
    return Case(case.group, (case.samples + pink).astype(np.float32), case.rate, case.text, case.language, case.truth)


def by_ear(case: Case) -> tuple[Phone, ...]:
    return listen(Sound.of(case.samples, case.rate)).phones


def by_ear_and_text(case: Case) -> tuple[Phone, ...]:
    guide = guide_of(Script((Run(case.text),)), choose(f"espeak:{case.language}", case.language))
    found = fitted(Sound.of(case.samples, case.rate), guide)
    return found.phones if found else ()


def sphinx(case: Case, text: str | None = None) -> tuple[Phone, ...]:
    """What pocketsphinx hears (its phone recogniser), or where it finds the words of `text`; () when it gives up."""
    from pocketsphinx import Decoder, get_model_path

    sound = soxr.resample(case.samples, case.rate, 16_000)
    data = (np.clip(sound / max(np.abs(sound).max(), 1e-9) * 0.7, -1, 1) * 32767).astype(np.int16).tobytes()
    wide = {"beam": 1e-200, "pbeam": 1e-150, "wbeam": 1e-150, "bestpath": False, "loglevel": "FATAL"}
    if text is None:
        decoder = Decoder(allphone=get_model_path("en-us/en-us-phone.lm.bin"), lw=2.0, **wide, lm=None)
        return _heard(decoder, data, case)
    decoder = Decoder(**wide)
    words = [word.strip(".,!?;:").lower() for word in text.replace("-", " ").split()]
    if any(decoder.lookup_word(word) is None for word in words):
        return ()
    decoder.set_align_text(" ".join(words))
    try:
        _heard(decoder, data, case)
        decoder.set_alignment()
        decoder.start_utt()
        decoder.process_raw(data, full_utt=True)
        decoder.end_utt()
        rows = [(phone.name, phone.start, phone.duration) for word in decoder.get_alignment() for phone in word]
    except (RuntimeError, TypeError):
        return ()
    return _as_phones([(name, start, start + length) for name, start, length in rows], case)


def _heard(decoder: object, data: bytes, case: Case) -> tuple[Phone, ...]:
    decoder.start_utt()  # type: ignore[attr-defined]
    decoder.process_raw(data, full_utt=True)  # type: ignore[attr-defined]
    decoder.end_utt()  # type: ignore[attr-defined]
    rows = [(one.word, one.start_frame, one.end_frame + 1) for one in decoder.seg()]  # type: ignore[attr-defined]
    return _as_phones(rows, case)


def _as_phones(rows: list[tuple[str, int, int]], case: Case) -> tuple[Phone, ...]:
    found, at = [], 0
    for name, _, stop in rows:
        end = min(stop * case.rate // 100, len(case.samples))
        symbol = "ɚ" if name == "ER" else ARPABET.get(name, "")
        if end > at:
            found.append(Phone(symbol, at, end))
        at = end
    if at < len(case.samples):
        found.append(Phone("", at, len(case.samples)))
    return tuple(found)


def compared(truth: tuple[Phone, ...], heard: tuple[Phone, ...], rate: int) -> tuple[float, float, float, float]:
    """Correlation of openness at 25 frames a second; F1 of frames with closed lips, and the part of closures that are
    found (40 ms may differ); frames of the right kind."""
    frames = truth[-1].stop * FRAME_RATE // rate
    one, two = (kinds(phones, rate, frames) for phones in (truth, heard))
    curves = []
    for track in (one, two):
        curve = np.array([OPEN.get(SYMBOLS[kind], OPEN_ELSE) for kind in track])
        curves.append(np.convolve(curve, np.hanning(9) / np.hanning(9).sum(), "same")[::4])
    lips = [np.isin(track, [SYMBOLS.index("p"), SYMBOLS.index("m")]) for track in (one, two)]
    near = [np.convolve(track, np.ones(9), "same") > 0 for track in lips]
    precision = (lips[1] & near[0]).sum() / max(lips[1].sum(), 1)
    recall = (lips[0] & near[1]).sum() / max(lips[0].sum(), 1)
    closure = 2 * precision * recall / max(precision + recall, 1e-9)
    edges = np.flatnonzero(np.diff(lips[0].astype(int), prepend=0, append=0))
    found = [near[1][start:stop].any() for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    return float(np.corrcoef(*curves)[0, 1]), float(closure), float(np.mean(found or [1])), float((one == two).mean())


def row(
    name: str, cases: list[Case], truths: list[tuple[Phone, ...]], hear: Callable[[Case], tuple[Phone, ...]]
) -> None:
    """Print the means over cases, each weighed by its length."""
    found, weights = [], []
    for case, truth in zip(cases, truths, strict=True):
        heard = hear(case) if truth else ()
        if truth and heard:
            values = compared(truth, heard, case.rate)
            if np.isfinite(values).all():
                found.append(values)
                weights.append(len(case.samples) / case.rate)
    if found:
        means = np.average(found, axis=0, weights=weights)
        open_r, lips, closures, right = means
        print(f"{name:52} {len(found):3} {open_r:6.2f} {lips:6.2f} {closures:6.2f} {100 * right:5.0f} %", flush=True)
    else:
        print(f"{name:52}   0", flush=True)


def main(with_sphinx: bool) -> None:
    print(f"{'':52} {'n':>3} {'open r':>6} {'lip F1':>6} {'found':>6} {'kinds':>7}")
    known = [*espeak(), *flite(), *festival()]
    for group in dict.fromkeys(case.group for case in known):
        cases = [case for case in known if case.group == group]
        truths = [case.truth for case in cases]
        row(group, cases, truths, by_ear)
        row("  with its text", cases, truths, by_ear_and_text)
        for decibels in NOISES[1:]:
            row(f"  in noise, {decibels} dB", [noisy(case, decibels) for case in cases], truths, by_ear)
        if with_sphinx and cases[0].language == "en-us":
            row("  pocketsphinx, without text", cases, truths, sphinx)
            row("  pocketsphinx, with its text", cases, truths, lambda case: sphinx(case, case.text))
            for decibels in NOISES[2:]:
                row(
                    f"  pocketsphinx in noise, {decibels} dB", [noisy(case, decibels) for case in cases], truths, sphinx
                )
    people = [*librivox(), *asterisk()]
    for group in dict.fromkeys(case.group for case in people):
        cases = [case for case in people if case.group == group]
        print(f"{group}: {sum(len(case.samples) / case.rate for case in cases):.0f} s")
        own = [by_ear_and_text(case) for case in cases]
        row("  without text against the same ear with its text", cases, own, by_ear)
        row("  in noise, 10 dB, the same", [noisy(case, 10) for case in cases], own, by_ear)
        if with_sphinx and cases[0].language == "en-us":
            theirs = [sphinx(case, case.text) for case in cases]
            row("  without text against pocketsphinx with text", cases, theirs, by_ear)
            row("  with text against pocketsphinx with text", cases, theirs, by_ear_and_text)
            row("  pocketsphinx without text against itself with text", cases, theirs, sphinx)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pocketsphinx", action="store_true")
    main(parser.parse_args().pocketsphinx)
