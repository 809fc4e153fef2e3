"""Tags that other services know and we do not: what would be right here, for the warning that names them."""

from __future__ import annotations

from collections.abc import Mapping

STYLES = {
    **dict.fromkeys(("cheerful", "excited", "hopeful", "friendly"), "HAPPY"),
    **dict.fromkeys(("sad", "depressed", "disappointed"), "SAD"),
    **dict.fromkeys(("angry", "disgruntled"), "ANGRY"),
    **dict.fromkeys(("fearful", "terrified"), "FEAR"),
    **dict.fromkeys(("gentle", "affectionate", "empathetic"), "COMFORT"),
    **dict.fromkeys(("newscast", "newscast-casual", "newscast-formal"), "NEWS"),
    **dict.fromkeys(("assistant", "customerservice"), "CUSTOMER"),
    **dict.fromkeys(("advertisement_upbeat", "advertisement-upbeat"), "MARKETING"),
    **dict.fromkeys(("livecommercial", "sports_commentary", "sports_commentary_excited"), "LIVE"),
    **dict.fromkeys(("lyrical", "poetry-reading", "story"), "STORYTELLING"),
    **dict.fromkeys(("calm", "serious", "whispering"), "CALM"),
    **dict.fromkeys(("documentary-narration", "narration-professional"), "EDUCATION"),
}
"""Styles of `mstts:express-as`, as Azure's list of voices names them, and the nearest of our emotions (by meaning)."""

_INSTEAD = {
    "silence": 'write <break time="500ms"/> where the pause is to be',
    "br": 'write <break time="500ms"/>, or end the paragraph with </p>',
    "audio": "a recording is a scene of its own, music belongs to the production",
    "soundevent": "a recording is a scene of its own, music belongs to the production",
    "backgroundaudio": "music belongs to the production",
    "w": 'fix a pronunciation with <phoneme ph="…">, or read another word with <sub alias="…">',
    "token": 'fix a pronunciation with <phoneme ph="…">, or read another word with <sub alias="…">',
    "lexicon": "words that are always read in one way stand in the production's lexicon",
    "effect": 'write <prosody volume="soft"> or <emotion type="CALM">',
    "domain": 'write <emotion type="NEWS"> or another emotion',
    "b": "write <emphasis>",
    "i": "write <emphasis>",
    "em": "write <emphasis>",
    "strong": 'write <emphasis level="strong">',
}
"""By the tag's name in small letters, without its prefix."""

NAMES = frozenset({*_INSTEAD, "express-as"})
"""All of them."""


def instead(tag: str, values: Mapping[str, str]) -> str:
    """What would be right in place of a tag that nobody knows here; '' where we cannot say."""
    name = tag.lower()
    if name == "express-as":
        emotion = STYLES.get(values.get("style", "").lower(), "HAPPY")
        return f'write <emotion type="{emotion}"> around whole sentences'
    return _INSTEAD.get(name, "")
