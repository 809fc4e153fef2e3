"""Pauses at the marks inside a line: as long as the table says, whatever the engine makes of a comma."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from understudy.speech.clip import Phone
from understudy.speech.engine import Spoken, SpokenWord
from understudy.speech.sound import Samples

MARKS = {
    **dict.fromkeys(",，、،", "clause"),
    **dict.fromkeys(";；:：—–…", "colon"),
    **dict.fromkeys(".!?。！？؟।", "sentence"),
}
"""Which pause of `manner.PAUSES` a mark asks for."""

_LEAST = 0.03
"""Seconds of silence from which an engine has paused; less is the closure of a stop."""


def paced(spoken: Spoken, text: str, rate: int, wanted: Callable[[str], float]) -> Spoken:
    """The line with each pause at a mark `wanted(kind)` milliseconds long. Only silence is cut or added."""
    changes = list(_changes(spoken, text, rate, wanted))
    if not changes:
        return spoken
    parts: list[Samples] = []
    at = 0
    for place, more in changes:
        parts.append(spoken.samples[at : place - max(-more, 0) // 2])
        parts.append(np.zeros(max(more, 0), np.float32))
        at = place - max(-more, 0) // 2 + max(-more, 0)
    parts.append(spoken.samples[at:])
    samples = np.concatenate(parts)

    def moved(sample: int) -> int:
        return sample + sum(more for place, more in changes if place <= sample)

    phones = [Phone(p.symbol, moved(p.start), moved(p.stop), p.stressed) for p in spoken.phones]
    words = [SpokenWord(w.first, w.last, moved(w.start), moved(w.stop)) for w in spoken.words]
    return Spoken(samples, tuple(phones), tuple(words), spoken.warnings)


def _changes(spoken: Spoken, text: str, rate: int, wanted: Callable[[str], float]) -> list[tuple[int, int]]:
    """The middle of each silence between words that a mark parts, and by how many samples it is too short."""
    found: list[tuple[int, int]] = []
    pauses = [phone for phone in spoken.phones if not phone.symbol and phone.stop - phone.start >= int(_LEAST * rate)]
    for pause in pauses:
        before = [word for word in spoken.words if word.stop <= pause.start + rate // 50]
        after = [word for word in spoken.words if word.start >= pause.stop - rate // 50]
        if not before or not after:
            continue
        between = text[before[-1].last : after[0].first]
        kinds = [MARKS[sign] for sign in between if sign in MARKS]
        if kinds:
            strongest = max(kinds, key=("clause", "colon", "sentence").index)
            more = round(wanted(strongest) / 1000 * rate) - (pause.stop - pause.start)
            found.append(((pause.start + pause.stop) // 2, more))
    return found
