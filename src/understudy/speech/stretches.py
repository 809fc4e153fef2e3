"""A script as it is said: stretches of one delivery, in words for the voice, with the way back to what is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from understudy.script.breaks import sentences
from understudy.script.document import Action, Delivery, Pause, Run, Script
from understudy.script.normalize import Piece, is_chinese, pieces
from understudy.speech.engine import Reading
from understudy.speech.languages import guess, primary, writing_of

_LETTERS = re.compile(r"(?<![A-Za-z])[A-Z](?: [A-Z])*(?![A-Za-z'’])")
_APART = re.compile(r"(?<![A-Za-z])[A-Z](?: [A-Z])+(?![A-Za-z'’])")
"""Letters to be spelled: in what a rule says, and in what an author gives to be said."""
_MARKS = re.compile(r"[^\w\s]+")


@dataclass
class Stretch:
    """What is said without a break tag or a change of delivery.

    `origins[i]` is the range of written characters that spoken character i stands for; `actions` are at spoken offsets.
    """

    delivery: Delivery
    text: str = ""
    origins: list[tuple[int, int]] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    unbroken: list[tuple[int, int]] = field(default_factory=list)
    actions: list[tuple[int, Action]] = field(default_factory=list)

    def add(self, spoken: str, first: int, last: int, written: str = "") -> None:
        """Add spoken text for written characters `first` to `last`: one for one where `written` is the same there.

        So are as many characters for digits, which are read by name.
        """
        same = len(spoken) == last - first and (_but_marks(spoken, written) or written.isdigit())
        self.origins += [(first + n, first + n + 1) if same else (first, last) for n in range(len(spoken))]
        self.text += spoken


def _but_marks(spoken: str, written: str) -> bool:
    """Whether two texts of one length differ in nothing that is said."""
    pairs = zip(spoken, written, strict=True)
    return written != "" and all(one == other or not other.isalnum() for one, other in pairs)


def stretches(script: Script, language: str, *, sounds: bool = True) -> Iterator[Stretch | Pause]:
    """The script in order. `language` is that of the voice; it decides how numbers in its own letters are read.

    Without `sounds` the text is the same, but characters of several readings have none given (see `normalize.pieces`).
    """
    current: Stretch | None = None
    written = script.written
    at = 0
    for item in script.items:
        if isinstance(item, Pause):
            if current is not None:
                yield current
            current = None
            yield item
            continue
        delivery = current.delivery if isinstance(item, Action) and current else _delivery(item)
        if current is None or delivery != current.delivery:
            if current is not None:
                yield current
            current = Stretch(delivery)
        if isinstance(item, Action):
            current.actions.append((len(current.text), item))
        else:
            _say(current, item, at, written, language, sounds)
            at += len(item.written)
    if current is not None:
        yield current


def _delivery(item: Run | Action) -> Delivery:
    """The delivery as far as it parts stretches: a word that is not to be broken does not."""
    if isinstance(item, Action):
        return Delivery()
    return replace(item.delivery, unbroken=False)


def _say(stretch: Stretch, run: Run, at: int, written: str, language: str, sounds: bool) -> None:
    """Add one run, of which the first character is number `at` of the written text."""
    begin, end = len(stretch.text), at + len(run.written)
    around = written[max(0, at - 30) : end + 30]
    if run.spoken is not None:
        for piece in pieces(run.spoken, _language(run.spoken, around, language), sounds=sounds):
            _add(stretch, replace(piece, spoken=_clean(piece.spoken, run.delivery)), run.spoken, at, end, _APART)
    elif run.notation:
        stretch.add(run.written, at, end, run.written)
        stretch.readings.append(Reading(begin, len(stretch.text), run.notation, run.symbols))
    else:
        whole = [(0, len(run.written))] if run.delivery.unbroken else sentences(run.written)
        for first, last in whole:
            sentence = run.written[first:last]
            for piece in pieces(sentence, _language(sentence, around, language), sounds=sounds):
                said = replace(piece, spoken=_clean(piece.spoken, run.delivery))
                _add(stretch, said, sentence, at + first + piece.first, at + first + piece.last)
    if run.delivery.unbroken:
        stretch.unbroken.append((begin, len(stretch.text)))


def _add(
    stretch: Stretch, piece: Piece, text: str, first: int, last: int, letters: re.Pattern[str] | None = None
) -> None:
    """Add a piece of `text` for written characters `first` to `last`; letters to be spelled are named as such."""
    written = text[piece.first : piece.last]
    begin = len(stretch.text)
    stretch.add(piece.spoken, first, last, written if len(written) == last - first else "")
    if piece.notation:
        start = begin + len(piece.spoken) - len(piece.spoken.lstrip())
        stop = begin + len(piece.spoken.rstrip())
        stretch.readings.append(Reading(start, stop, piece.notation, piece.symbols))
    elif pattern := _LETTERS if piece.spoken != written or written == "A" else letters:
        for match in pattern.finditer(piece.spoken):
            stretch.readings.append(
                Reading(begin + match.start(), begin + match.end(), "spell", match[0].replace(" ", ""))
            )


def _clean(spoken: str, delivery: Delivery) -> str:
    """What is said as one word has no marks inside, at which a voice would pause."""
    return _MARKS.sub(lambda match: " " * len(match[0]), spoken) if delivery.unbroken else spoken


def _language(sentence: str, around: str, voice: str) -> str:
    """Whose rules read the numbers of a sentence: by its own letters, else by those around it, else the voice's."""
    for text in (sentence, around):
        if is_chinese(text):
            return "zh"
        if any(sign.isalpha() for sign in text):
            found = guess(text)
            if found.writing == "latin" and writing_of(voice) == "latin":
                return primary(voice)
            return found.language
    return primary(voice)
