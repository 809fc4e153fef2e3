"""Speech by festival, whose voices are made of people's recordings, with the phones that festival itself has in it.

Debian: `festival`, and the packages named beside the voices. Voices for training are under the GPL, the LGPL or
BSD-like licences; what they say is not. The voices that `measure_ear.py` measures with are not among them.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ear_speech import Piece, Task, few, invented, joined, lines

from understudy.script.notation import ARPABET
from understudy.speech.clip import Phone

ROMANCE = {"E": "ɛ", "O": "ɔ", "S": "ʃ", "Z": "ʒ", "J": "ɲ", "L": "ʎ", "ts": "ts", "tS": "tʃ", "dz": "dz", "dZ": "dʒ"}
CATALAN = ROMANCE | {"ax": "ə", "rr": "r", "B": "b", "D": "d", "G": "ɡ", "uw": "u"}
CZECH = {
    **{"c": "ts", "ch": "x", "c~": "tʃ", "s~": "ʃ", "z~": "ʒ", "r~": "r", "dz~": "dʒ", "n~": "ɲ", "t~": "c", "d~": "ɟ"}
}
FINNISH = {"@": "æ", "7": "ø", "N": "ŋ", "S": "ʃ"}
RUSSIAN = {
    **{"aa": "a", "ay": "ə", "ae": "ɪ", "oo": "o", "uu": "u", "ur": "ʊ", "ii": "i", "ee": "e", "y": "ɨ", "yy": "ɨ"},
    **{"sh": "ʃ", "zh": "ʒ", "sch": "ɕ", "ch": "tɕ", "c": "ts", "h": "x", "hh": "x"},
}
ENGLISH = {name.lower(): symbols for name, symbols in ARPABET.items()} | {"ax": "ə", "er": "ɚ"}


@dataclass(frozen=True)
class Speaker:
    """A voice of festival: its language for our prompts, how it wants its text, and its phones in IPA."""

    name: str
    language: str
    package: str
    encoding: str
    symbols: Mapping[str, str]


TRAINED = (
    Speaker("lp_diphone", "it", "festvox-italp16k", "latin1", ROMANCE),
    Speaker("pc_diphone", "it", "festvox-itapc16k", "latin1", ROMANCE),
    Speaker("upc_ca_ona_hts", "ca", "festvox-ca-ona-hts", "latin1", CATALAN),
    Speaker("czech_dita", "cs", "festvox-czech-dita", "latin2", CZECH),
    Speaker("czech_machac", "cs", "festvox-czech-machac", "latin2", CZECH),
    Speaker("czech_ph", "cs", "festvox-czech-ph", "latin2", CZECH),
    Speaker("suo_fi_lj_diphone", "fi", "festvox-suopuhe-lj", "latin1", FINNISH),
    Speaker("hy_fi_mv_diphone", "fi", "festvox-suopuhe-mv", "latin1", FINNISH),
    Speaker("msu_ru_nsh_clunits", "ru", "festvox-ru", "utf-8", RUSSIAN),
)
CHOSEN = Speaker("ked_diphone", "en-us", "festvox-kdlpc16k", "latin1", ENGLISH)
"""By whom, among others, what was not trained is chosen: he is neither trained nor measured with."""
MEASURED = (
    Speaker("kal_diphone", "en-us", "festvox-kallpc16k", "latin1", ENGLISH),
    Speaker("cmu_us_slt_arctic_hts", "en-us", "festvox-us-slt-hts", "latin1", ENGLISH),
)


LINES, AT_ONCE = 160, 16
"""Lines of each voice that is trained on, and of each run of festival."""


def tasks(rng: np.random.Generator) -> Iterator[Task]:
    """Pieces by the voices that are trained on: what we wrote in their language, and invented words."""
    for speaker in TRAINED:
        texts = [text for tag, text, _ in lines(rng) if tag == speaker.language]
        texts += [invented(rng, speaker.language) for _ in range(LINES - len(texts))]
        yield from _runs(speaker, texts, rng)


def _runs(speaker: Speaker, texts: Sequence[str], rng: np.random.Generator) -> Iterator[Task]:
    for start in range(0, len(texts), AT_ONCE):
        yield pieces, (speaker, texts[start : start + AT_ONCE], int(rng.integers(1 << 31)))


def choosing_tasks(rng: np.random.Generator) -> Iterator[Task]:
    """Pieces by the voice that is for choosing."""
    texts = [text for tag, text, _ in lines(rng) if tag == CHOSEN.language][::8]
    yield from _runs(CHOSEN, texts, rng)


def pieces(speaker: Speaker, texts: Sequence[str], seed: int) -> list[Piece]:
    """Lines one after the other by one voice, each line at most once."""
    rng = np.random.default_rng(seed)
    said = [(samples, phones, rate) for samples, rate, phones in spoken(speaker, texts)]
    return [joined([one[:2] for one in some], some[0][2], rng) for some in few(said)]


def spoken(speaker: Speaker, texts: Sequence[str]) -> list[tuple[np.ndarray, int, tuple[Phone, ...]]]:
    """Sound, rate and phones of each text; fewer where festival fails on one, none where it is not installed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = [f"(voice_{speaker.name})"]
        for number, text in enumerate(texts):
            plain = text.replace('"', " ").replace("\\", " ")
            program += [
                f'(set! u (utt.synth (Utterance Text "{plain}")))',
                f'(utt.save.wave u "{folder}/{number}.wav")',
                f'(utt.save.segs u "{folder}/{number}.segs")',
            ]
        script = folder / "say.scm"
        script.write_bytes("\n".join(program).encode(speaker.encoding, "replace"))
        try:
            subprocess.run(["festival", "--batch", str(script)], capture_output=True, timeout=300, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return []
        said = []
        for number in range(len(texts)):
            wav, segments = folder / f"{number}.wav", folder / f"{number}.segs"
            if segments.exists():
                samples, rate = read(wav)
                said.append((samples, rate, _phones(segments, rate, len(samples), speaker.symbols)))
        return said


def read(file: Path) -> tuple[np.ndarray, int]:
    """A sound file, mono."""
    from understudy.speech.decode import AudioFile  # loads FFmpeg

    with AudioFile(file) as source:
        return np.concatenate([block.mean(axis=1) for block in source.blocks()]).astype(np.float32), source.rate


def _phones(file: Path, rate: int, length: int, symbols: Mapping[str, str]) -> tuple[Phone, ...]:
    """Festival's segments: the end of each in seconds, a number, its name."""
    found: list[Phone] = []
    start = 0
    for row in file.read_text("latin1").splitlines():
        parts = row.split()
        if len(parts) != 3 or parts[0] == "#":
            continue
        stop = min(round(float(parts[0]) * rate), length)
        if stop > start:
            found.append(Phone(_symbol(parts[2], symbols), start, stop))
        start = stop
    return tuple(found)


def _symbol(name: str, symbols: Mapping[str, str]) -> str:
    """The IPA of a segment; stress, length and voicing are signs at its end."""
    if name in ("pau", "#", "##", "_"):
        return ""
    plain = name.rstrip("0123456789:*") or name
    if plain in symbols:
        return symbols[plain]
    half = plain[: len(plain) // 2]
    return half if half * 2 == plain else plain  # a doubled letter is a palatal or a long one
