"""A sample of the hostile texts (`benchmarks/hostile_texts.py` runs ten thousand) through every installed engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile_speech import ENGINES, as_a_line, as_a_scene, children, close_hosts, own_voices
from understudy.speech import voices
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
from understudy.testing.hostile import KINDS, LONG_WORDS, hostile_texts

SAMPLE = 25


@pytest.mark.parametrize("name", ENGINES)
def test_hostile_texts_are_spoken_or_refused(name: str, tmp_path: Path) -> None:
    """Nothing but our own errors, sound that its tracks cover, and no process left behind."""
    own_voices(tmp_path)
    listed = voices.engine_named(name).voices()
    if not listed:
        pytest.skip(f"{name} has no voice here")
    close_hosts(name)
    before = children()
    for text in hostile_texts(SAMPLE, seed=len(name)):
        as_a_scene(text, listed[0], tmp_path / "speech.f32")
        as_a_line(text, listed[0])
    close_hosts(name)
    assert children().keys() - before.keys() == set()


def test_the_texts_are_the_same_every_time_and_of_every_kind() -> None:
    texts = list(hostile_texts(400))
    assert texts == list(hostile_texts(400))
    assert texts[150:] == list(hostile_texts(250, first=150))
    assert max(len(text.split()) for text in texts) == LONG_WORDS
    assert any("\ud800" <= sign <= "\udfff" for text in texts for sign in text)
    assert any(text.count("<") > 300 for text in texts)
    assert len(KINDS) == 13


def test_a_line_of_which_no_word_is_heard_has_no_words() -> None:
    """Found by the ten thousand: events without a word that begins, which once ended in a ValueError."""
    engine = EspeakEngine()
    engine.speak(Line("⤥ᵨᆫg𓉿\U00038e57⇲\u245d>[ᬈ❼ᛵ\U00079e2f,\U000a8790ᮥ⒒গ훓வ"), engine.voice("cmn"))
