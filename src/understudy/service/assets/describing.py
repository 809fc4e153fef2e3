"""What is known about avatars and voices, as the contract's documents have it."""

from __future__ import annotations

from typing import Any

from understudy.performance.gesture import GESTURES
from understudy.speech.engine import Voice
from understudy.stage.avatars.engine import Presenter

LANGUAGES = {
    "zh": "CN",
    "cmn": "CN",
    "en": "EN",
    "de": "GER",
    "fr": "fr",
    "ko": "Kr",
    "pt": "por",
    "ja": "JPN",
    "it": "Ita",
    "es": "ESP",
    "yue": "GXH",
    "ru": "Russian",
    "nl": "Dutch",
    "id": "Indonesian",
    "vi": "Vietnamese",
    "ar": "Arabic",
    "tr": "Turkish",
    "ms": "Malay",
    "th": "Thai",
    "fi": "Finnish",
}
"""Language subtags and the wire's words for them; all others are UNKNOW on the wire and named in the description."""

ACTIONS = {
    "nod": "点头",
    "shake": "摇头",
    "tilt": "歪头",
    "lean_in": "前倾",
    "brow_raise": "扬眉",
    "smile": "微笑",
    "look_away": "移开视线",
    "shrug": "耸肩",
}
"""Gestures by their Chinese names, which the contract asks for."""

SEXES = {"female": "FEMALE", "male": "MALE"}

CAPABLE = (
    "is_support_break_time",
    "is_support_break_strength",
    "is_support_speed",
    "is_support_prosody",
    "is_support_ssml_say_as",
    "is_support_ssml_sub",
    "is_support_word",
    "is_support_srt",
)
"""What every voice can, because we do it: markup is read before any engine hears of it."""


def avatar_meta(presenter: Presenter, *, real_background: bool = False) -> dict[str, Any]:
    """The `human_model_2d_meta` of a presenter."""
    actions = [
        {
            "tag": action,
            "action_name_en": action.replace("_", " "),
            "action_name_zh": ACTIONS.get(action, action),
            "action_duration": GESTURES[action].seconds if action in GESTURES else None,
            "catalog": "gesture",
        }
        for action in presenter.actions
    ]
    return {
        "model_version": "V3_2",
        "model_resolution": presenter.resolution,
        "is_real_background": real_background,
        "is_action_editable": True,
        "is_with_action_library": bool(actions),
        "action_tag_map": actions,
    }


def voice_meta(voice: Voice, model_type: str = "COMMON") -> dict[str, Any]:
    """The `voice_model_meta` of a voice."""
    return {
        "model_type": model_type,
        "sex": SEXES.get(voice.gender, "UNKNOW"),
        "language": LANGUAGES.get(voice.language.split("-")[0], "UNKNOW"),
        "speed_ratio": 1.0,
        "volume_ratio": 1.0,
        "is_realtime_voice": True,
        "voice_capability": {
            "is_support_phoneme": "x-pinyin" in voice.notations,
            "is_support_phoneme_en": "ipa" in voice.notations,
            **dict.fromkeys(CAPABLE, True),
        },
    }
