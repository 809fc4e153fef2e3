"""Texts, markup, recordings."""

from __future__ import annotations

from typing import Any

from film.bad.row import AGAIN, SOUNDS, Bad, speech
from understudy.errors import InputError, Warning

RECORDED = "scenes[0].speech.recording"


def recorded(name: str, answer: Any, file: str, code: str, message: str, hint: str) -> Bad:
    """A recording is wrong."""
    return speech(name, answer, {"recording": "{m}/" + file}, code, message, hint, where=RECORDED)


SPEECH_ROWS = (
    recorded("no recording", InputError, "none.wav", "file_missing", "{m}/none.wav does not exist", "check the path"),
    recorded("an empty recording", InputError, "empty.wav", "file_empty", "empty.wav is empty (0 bytes)", SOUNDS),
    recorded(
        "a recording without sound",
        InputError,
        "mute.mp4",
        "audio_missing",
        "mute.mp4 holds no sound",
        "give a file with an audio stream",
    ),
    recorded(
        "half a WAV",
        InputError,
        "cut.wav",
        "recording_truncated",
        "cut.wav ends after 1.00 s, its header promises 2.00 s",
        AGAIN,
    ),
    recorded(
        "half an MP3",
        InputError,
        "cut.mp3",
        "recording_truncated",
        "cut.mp3 ends after 0.94 s, its header promises 2.00 s",
        AGAIN,
    ),
    recorded(
        "half an M4A",
        InputError,
        "cut.m4a",
        "media_unreadable",
        "cut.m4a is cut off: its index, which is written last, is missing",
        "copy or export it again",
    ),
    recorded(
        "a text as recording",
        InputError,
        "text.mp3",
        "media_unreadable",
        "text.mp3 is no sound or film file, or is damaged",
        SOUNDS,
    ),
    recorded(
        "a silent recording",
        Warning,
        "silent.wav",
        "recording_silent",
        "silent.wav: nothing is heard in 1.0 s",
        "check the microphone; the mouth stays closed",
    ),
    speech(
        "a gesture after the end",
        Warning,
        {"recording": "{m}/speech.wav", "actions": [{"tag": "nod", "at": 99}]},
        "action_too_late",
        "action 'nod' at 99 s lies after the end of the scene at 2.00 s and was left out",
        "place it before the end of the speech",
        where="scenes[0].speech.actions",
    ),
    speech(
        "two sources of speech",
        InputError,
        {"text": "Hi.", "recording": "{m}/speech.wav"},
        "field_invalid",
        "has both text and recording",
        "give one of them",
        where="scenes[0].speech",
    ),
    speech(
        "no source of speech",
        InputError,
        {},
        "field_invalid",
        "has neither text nor recording",
        "give one of them",
        where="scenes[0].speech",
    ),
    speech(
        "a bomb of entities",
        InputError,
        "<!DOCTYPE speak [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>\n<speak>&b;</speak>",
        "markup_forbidden",
        "line 1, column 17: a document type or entity declaration is not read",
        "use the characters themselves, or &amp; &lt; &gt; &quot; &apos; and &#...;",
    ),
    speech(
        "tags that do not match",
        InputError,
        "<speak>Hello\n <p>world</speak>",
        "markup_malformed",
        "line 2, column 12: mismatched tag",
        "every tag is closed, and in the order in which it was opened",
    ),
    speech(
        "a bare ampersand",
        InputError,
        "<speak>Salt & pepper</speak>",
        "markup_malformed",
        "line 1, column 14: the markup is not well-formed (invalid token)",
        "write & as &amp; and < as &lt; where they are not part of a tag",
    ),
    speech(
        "a break that is no time",
        InputError,
        "<speak>Hi <break time='soon'/> there.</speak>",
        "break_invalid",
        "line 1, column 11: <break> has the time 'soon'",
        "for example 500ms or 1.5s",
    ),
    speech(
        "tags nested too deep",
        InputError,
        "<speak>" + "<s>" * 80 + "Hi." + "</s>" * 80 + "</speak>",
        "markup_too_deep",
        "line 1, column 197: tags are nested more than 64 deep",
        "use fewer levels",
    ),
    speech(
        "a text that is too long",
        InputError,
        "ha " * 5000,
        "text_too_long",
        "the text has 14999 characters without tags",
        "at most 10000 in a scene",
    ),
    speech(
        "an unknown tag",
        Warning,
        "<speak>Hi <blink>there</blink>.</speak>",
        "tag_unknown",
        "line 1, column 11: <blink> is not known here: its content is read as plain text",
        "the tags are bookmark, break, emotion, emphasis, insert-action, lang, mark, p, phoneme, prosody, s, say-as, "
        "speak, sub, voice, word",
    ),
    speech(
        "an unknown action",
        Warning,
        "<speak>Hi <insert-action tag='moonwalk'/>there.</speak>",
        "action_unknown",
        "action 'moonwalk' is not known and was left out",
        "known actions: nod, shake, tilt, lean_in, brow_raise, smile, look_away, shrug",
    ),
    speech(
        "an unknown emotion",
        Warning,
        "<speak>Hi <emotion type='smug'>there</emotion>.</speak>",
        "emotion_unknown",
        "line 1, column 11: there is no emotion 'smug': read without",
        "one of AMAZED, ANGER, ANGRY, CALM, COMFORT, CUSTOMER, DEFAULT, EDUCATION, FEAR, HAPPY, LIVE, MARKETING, NEWS, "
        "SAD, STORYTELLING",
    ),
    speech(
        "nothing that can be said",
        Warning,
        "…",
        "scene_silent",
        "nothing in the text can be said: the scene is silent",
        "write words to be spoken",
    ),
    speech(
        "a language that the voice cannot speak",
        Warning,
        "你好，世界。",
        "voice_language",
        "voice espeak:en-us+f3 speaks en-US, the text is in 'zh': it will not sound right",
        "choose a voice of that language, or leave the voice empty",
        voice={"name": "espeak:en-us+f3"},
    ),
)
