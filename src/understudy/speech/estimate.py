"""How long a script will take to say, without saying it: within some 10 % for whole sentences."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from understudy.script.document import Pause, Script
from understudy.script.normalize import can_be_said
from understudy.speech.engine import Voice
from understudy.speech.languages import guess, primary
from understudy.speech.lines import spans
from understudy.speech.manner import MANNERS, PAUSES
from understudy.speech.stretches import stretches

LETTERS_A_SECOND = {
    **{"en": 14.3, "de": 15.1, "fr": 18.8, "es": 14.0, "it": 14.0, "pt": 13.3, "nl": 13.2, "sv": 12.7, "pl": 11.7},
    **{"tr": 11.7, "id": 13.0, "ru": 15.9, "uk": 16.8, "el": 15.7, "ar": 8.6, "hi": 9.5, "th": 6.9, "ko": 4.95},
}
"""Letters and digits, as they are said, in a second at normal speed, pauses at marks left out. Measured on one to three
sentences each (Universal Declaration of Human Rights, article 1, and office prose), espeak-ng voices, 2026-11-23."""

OTHER_LETTERS = 14.0
"""The same for languages that were not measured: the median of those that were."""

HAN, HAN_IN_JAPANESE, KANA = 4.5, 2.7, 7.5
"""Ideographs and kana in a second, measured in the same way; the Japanese voice takes long over kanji."""

DIGIT = 4
"""Letters of a digit's name: the mean of zero to nine in English. A Chinese one is a syllable, as a character is."""

MARK = Fraction(1, 5)
"""Seconds of a pause at a mark inside a sentence."""

SHORTEST_LINE = Fraction(9, 20)
"""Seconds of a line of one short word, which is drawn out before the pause: measured on "Hi.", "No!" and "Five."."""

_ENDS = re.compile(r"[.!?…](?=\s|$)|[。！？]")
_MARKS = re.compile(r"[,，、،:：;；—–]+(?!\d)")


def speaking_time(script: Script, voice: Voice, speed: int) -> Fraction:
    """Estimated seconds of `script` said by `voice` at `speed` percent, pauses and breaks included."""
    seconds, natural = Fraction(), Fraction(-1)
    exact: int | None = None
    for move in stretches(script, voice.language, sounds=False):
        if isinstance(move, Pause):
            exact = (exact or 0) + move.milliseconds
            continue
        manner = MANNERS[move.delivery.emotion]
        pace = Fraction(speed, 100) * Fraction(move.delivery.rate, 100) * Fraction(round(manner.speed * 100), 100)
        tempo = float(pace)
        for span in spans(move.text, guess(move.text).language, move.unbroken, breath_of(voice, tempo)):
            line = move.text[span.first : span.last]
            if not can_be_said(line):
                continue
            due = PAUSES["start"] / pace if natural < 0 else natural
            silence = due if exact is None else Fraction(exact)
            seconds += silence / 1000 + max(_line(line, voice.language), SHORTEST_LINE) / pace
            exact, natural = None, PAUSES[span.pause] * Fraction(round(manner.pauses * 100), 100) / pace
    if exact is not None or natural >= 0:
        seconds += Fraction(PAUSES["end"] if exact is None else exact, 1000)
    return seconds


def reading_time(text: str, speed: int = 100) -> float:
    """Seconds of a plain text at `speed` percent, for who needs a number at once: no markup, manner or voice."""
    language = primary(guess(text).language)
    signs = sum(times * float(_mark(sign, language)) for sign, times in Counter(text).items())
    pauses = len(_MARKS.findall(text)) * float(MARK) + (len(_ENDS.findall(text)) or 1) * PAUSES["sentence"] / 1000
    return (signs + pauses) * 100 / speed


def breath_of(voice: Voice, pace: float) -> Callable[[str], float]:
    """How many seconds `voice` takes for a text without pauses, `pace` times its normal speed."""
    return lambda text: float(_line(text, voice.language)) / pace


def _line(text: str, language: str) -> Fraction:
    """Seconds of one line at normal speed."""
    return sum((_mark(sign, primary(language)) for sign in text), Fraction()) + MARK * len(_MARKS.findall(text[:-1]))


def _mark(sign: str, language: str) -> Fraction:
    """Seconds that a character adds."""
    if not sign.isalnum() and unicodedata.category(sign) != "Mc":
        return Fraction()
    name = unicodedata.name(sign, "")
    if name.startswith("CJK"):
        return 1 / Fraction(str(HAN_IN_JAPANESE if language == "ja" else HAN))
    if name.startswith(("HIRAGANA", "KATAKANA")):
        return 1 / Fraction(str(KANA))
    if sign.isdigit() and language in ("zh", "cmn", "yue"):
        return 1 / Fraction(str(HAN))
    reader = "en" if language in ("zh", "cmn", "yue", "ja") else language
    return (DIGIT if sign.isdigit() else 1) / Fraction(str(LETTERS_A_SECOND.get(reader, OTHER_LETTERS)))
