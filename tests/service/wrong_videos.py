# ruff: noqa: E501 - one row a request
"""A right request for an avatar video, and many that are wrong in one place: what is changed, MSS code, part of the message."""

from __future__ import annotations

import base64
from typing import Any

from understudy.service.assets.system import system_id

AVATAR, VOICE = system_id("HUMAN_MODEL_2D", "yunling"), system_id("VOICE_MODEL", "espeak:en-us+f3")
PICTURE, MUSIC = system_id("IMAGE", "newsroom"), system_id("MUSIC", "calm-loop")

BODY: dict[str, Any] = {
    "model_asset_id": AVATAR,
    "voice_config": {"voice_asset_id": VOICE, "speed": 110},
    "video_config": {"bitrate": 5000, "width": 1280, "height": 720},
    "shoot_scripts": [
        {
            "sequence_no": number,
            "shoot_script": {
                "text_config": {"text": "Hello."},
                "background_config": [{"background_type": "IMAGE", "background_asset_id": PICTURE}],
                "layer_config": [
                    {"layer_type": "HUMAN", "position": {"dx": 100, "dy": 0, "layer_index": 1}},
                    {
                        "layer_type": "TEXT",
                        "position": {"dx": 0, "dy": 0, "layer_index": 2},
                        "text_config": {"text_context": "5rWL6K+V5paH5a2X5rC05Y2w"},
                    },
                ],
            },
        }
        for number in (0, 1)
    ],
    "output_asset_config": {"asset_name": "demo"},
}

SHOT = "shoot_scripts.1.shoot_script"
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("no avatar", {"model_asset_id": None}, "MSS.00000003", "model_asset_id: is missing (give the id of an avatar"),
    ("avatar unknown", {"model_asset_id": "nobody"}, "MSS.10001001", "model_asset_id: there is no asset 'nobody'"),
    ("avatar is a voice", {"model_asset_id": VOICE}, "MSS.20010071", "is of type VOICE_MODEL (give one of type HUMAN_MODEL_2D)"),
    ("no voice", {"voice_config": None}, "MSS.00000003", "voice_config.voice_asset_id: is missing"),
    ("voice is an avatar", {"voice_config.voice_asset_id": AVATAR}, "MSS.20010071", "voice_config.voice_asset_id: asset"),
    ("speed too low", {"voice_config.speed": 49}, "MSS.00000003", "voice_config.speed: must be at least 50, found 49 (a whole number from 50 to 200)"),
    ("speed no number", {"voice_config.speed": "fast"}, "MSS.00000003", "voice_config.speed"),
    ("pitch too high", {"voice_config.pitch": 201}, "MSS.00000003", "voice_config.pitch"),
    ("volume too low", {"voice_config.volume": 89}, "MSS.00000003", "voice_config.volume"),
    ("no output", {"video_config": None}, "MSS.00000003", "video_config: is missing"),
    ("no width", {"video_config.width": None}, "MSS.00000003", "video_config.width"),
    ("no bitrate", {"video_config.bitrate": None}, "MSS.00000003", "video_config.bitrate"),
    ("bitrate too low", {"video_config.bitrate": 39}, "MSS.00000003", "video_config.bitrate: must be at least 40, found 39"),
    ("bitrate too high", {"video_config.bitrate": 30001}, "MSS.00000003", "video_config.bitrate: must be at most 30000, found 30001"),
    ("odd size", {"video_config.width": 1281}, "MSS.00000003", "video_config.width: 1281x720 is not offered with RESIZE (use one of 1920x1080"),
    ("window odd", {"video_config.clip_mode": "CROP", "video_config.width": 1281}, "MSS.00000003", "a window of 1281x720 is not possible"),
    ("window empty", {"video_config.clip_mode": "CROP", "video_config.width": 0}, "MSS.00000003", "a window of 0x720 is not possible"),
    ("window too large", {"video_config.clip_mode": "CROP", "video_config.width": 3840, "model_asset_id": "small-avatar"}, "MSS.00000003", "3840x720"),
    ("4K needs a 4K avatar", {"video_config.width": 3840, "video_config.height": 2160, "model_asset_id": "small-avatar"}, "MSS.00000003", "needs an avatar with model_resolution 4K"),
    ("codec unknown", {"video_config.codec": "H265"}, "MSS.00000003", "found 'H265' (did you mean 'H264'?)"),
    ("clip mode unknown", {"video_config.clip_mode": "FIT"}, "MSS.00000003", "video_config.clip_mode"),
    ("frame rate unknown", {"video_config.frame_rate": "60"}, "MSS.00000003", "video_config.frame_rate"),
    ("subtitles too large", {"video_config.subtitle_config": {"font_size": 121}}, "MSS.00000003", "video_config.subtitle_config.font_size"),
    ("subtitle colour", {"video_config.subtitle_config": {"font_color": "red"}}, "MSS.00000003", "video_config.subtitle_config.font_color"),
    ("subtitle place", {"video_config.subtitle_config": {"dx": 1921}}, "MSS.00000003", "video_config.subtitle_config.dx"),
    ("opacity", {"video_config.subtitle_config": {"opacity": 2}}, "MSS.00000003", "video_config.subtitle_config.opacity"),
    ("no scenes", {"shoot_scripts": None}, "MSS.00000003", "shoot_scripts: is missing or empty"),
    ("empty scenes", {"shoot_scripts": []}, "MSS.00000003", "shoot_scripts: is missing or empty"),
    ("too many scenes", {"shoot_scripts": [BODY["shoot_scripts"][0]] * 101}, "MSS.00000003", "shoot_scripts"),
    ("numbers twice", {"shoot_scripts.1.sequence_no": 0}, "MSS.00000003", "shoot_scripts[1].sequence_no: 0 is given twice"),
    ("number below zero", {"shoot_scripts.1.sequence_no": -1}, "MSS.00000003", "scene 2, shoot_scripts[1].sequence_no"),
    ("script type unknown", {f"{SHOT}.script_type": "SONG"}, "MSS.00000003", "script_type: must be 'TEXT' or 'AUDIO', found 'SONG'"),
    ("no text", {f"{SHOT}.text_config": None}, "MSS.00000003", "scene 2, shoot_scripts[1].shoot_script.text_config.text: is missing"),
    ("text is a number", {f"{SHOT}.text_config.text": 5}, "MSS.00000003", "shoot_scripts[1].shoot_script.text_config.text"),
    ("text too long", {f"{SHOT}.text_config.text": "a" * 10_001}, "MSS.00000003", "the text has 10001 characters without tags (at most 10000 in a scene)"),
    ("markup too long", {f"{SHOT}.text_config.text": "<speak>" + " " * 131_072 + "</speak>"}, "MSS.00000003", "text_config.text"),
    ("markup malformed", {f"{SHOT}.text_config.text": "<speak>a<break></speak>"}, "MSS.00000003", "scene 2, shoot_scripts[1].shoot_script.text_config.text"),
    ("markup bomb", {f"{SHOT}.text_config.text": "<!DOCTYPE a [<!ENTITY b 'c'>]><speak>&b;</speak>"}, "MSS.00000003", "text_config.text"),
    ("speech without audio", {f"{SHOT}.script_type": "AUDIO"}, "MSS.20010067", "audio_config.audio_id: an AUDIO scene has no recorded speech"),
    ("speech of no script", {f"{SHOT}.script_type": "AUDIO", f"{SHOT}.audio_config": {"audio_id": 3}}, "MSS.20010067", "has no recorded speech"),
    ("speech not in the script", {"script_id": "script", f"{SHOT}.script_type": "AUDIO", f"{SHOT}.audio_config": {"audio_id": 3}}, "MSS.20010067", "script script has no recorded speech 3"),
    ("speech elsewhere", {f"{SHOT}.script_type": "AUDIO", f"{SHOT}.audio_drive_file_external_url": "https://a.b/c.mp3"}, "MSS.10001001", "audio_drive_file_external_url: the URL does not lead to a file"),
    ("script unknown", {"script_id": "nothing"}, "MSS.00000003", "script_id: there is no script 'nothing'"),
    ("script of others", {"script_id": "their-script"}, "MSS.00000003", "script_id: there is no script 'their-script'"),
    ("background video", {f"{SHOT}.background_config.0.background_type": "VIDEO"}, "MSS.00000003", "background_type: VIDEO is not offered for avatar videos (use IMAGE or COLOR)"),
    ("background unknown", {f"{SHOT}.background_config.0.background_asset_id": "nothing"}, "MSS.10001001", "scene 2, shoot_scripts[1].shoot_script.background_config[0].background_asset_id: there is no asset 'nothing'"),
    ("background of others", {f"{SHOT}.background_config.0.background_asset_id": "theirs"}, "MSS.10001001", "there is no asset 'theirs'"),
    ("background switched off", {f"{SHOT}.background_config.0.background_asset_id": "off"}, "MSS.20010071", "asset 'off' is UNACTIVED"),
    ("background without a file", {f"{SHOT}.background_config.0.background_asset_id": "empty"}, "MSS.20010071", "asset empty has no main file"),
    ("background missing", {f"{SHOT}.background_config.0.background_asset_id": None}, "MSS.00000003", "background_asset_id: is missing, and so is"),
    ("background elsewhere", {f"{SHOT}.background_config.0": {"background_type": "IMAGE", "background_config": "https://a.b/c.png"}}, "MSS.10001001", "background_config[0].background_config: the URL does not lead to a file"),
    ("colour missing", {f"{SHOT}.background_config.0": {"background_type": "COLOR"}}, "MSS.00000003", "background_color_config: is missing with background_type COLOR (give #RRGGBB)"),
    ("colour malformed", {f"{SHOT}.background_config.0": {"background_type": "COLOR", "background_color_config": "blue"}}, "MSS.00000003", "background_color_config"),
    ("background too small", {f"{SHOT}.background_config.0.background_image_config": {"dx": 0, "dy": 0, "width": 1919, "height": 1080}}, "MSS.00000003", "dx + width is 1919, so the picture does not cover the canvas (it has to reach at least 1920)"),
    ("background box half", {f"{SHOT}.background_config.0.background_image_config": {"dx": 0}}, "MSS.00000003", "background_image_config.dy"),
    ("layer unknown", {f"{SHOT}.layer_config.0.layer_type": "SOUND"}, "MSS.00000003", "layer_config[0].layer_type"),
    ("layer outside", {f"{SHOT}.layer_config.0.position.dx": 3841}, "MSS.00000003", "layer_config[0].position.dx: must be at most 3840, found 3841"),
    ("layer index", {f"{SHOT}.layer_config.0.position.layer_index": 0}, "MSS.00000003", "layer_config[0].position.layer_index: must be at least 1, found 0"),
    ("layer half a size", {f"{SHOT}.layer_config.0.size": {"width": 10}}, "MSS.00000003", "layer_config[0].size: has only one of width and height"),
    ("picture missing", {f"{SHOT}.layer_config.0": {"layer_type": "IMAGE", "position": {"dx": 0, "dy": 0, "layer_index": 1}}}, "MSS.00000003", "layer_config[0].asset_id: is missing, and so is"),
    ("video rotated", {f"{SHOT}.layer_config.0": {"layer_type": "VIDEO", "asset_id": "nothing", "rotation": {"angle": 90}}}, "MSS.00000003", "rotation.angle: 90 is not offered for VIDEO layers"),
    ("video sound", {f"{SHOT}.layer_config.0": {"layer_type": "VIDEO", "asset_id": "x", "video_config": {"video_sound": 101}}}, "MSS.00000003", "video_config.video_sound: must be at most 100, found 101"),
    ("text not Base64", {f"{SHOT}.layer_config.1.text_config.text_context": "plain text"}, "MSS.00000003", "text_config.text_context: 'plain text' is not Base64 of UTF-8 text"),
    ("text is no ASCII", {f"{SHOT}.layer_config.1.text_config.text_context": "测试"}, "MSS.00000003", "text_config.text_context: '测试' is not Base64 of UTF-8 text"),
    ("text not UTF-8", {f"{SHOT}.layer_config.1.text_config.text_context": base64.b64encode(b"\xff\xfe").decode()}, "MSS.00000003", "is not Base64 of UTF-8 text"),
    ("text colour", {f"{SHOT}.layer_config.1.text_config.font_color": "white"}, "MSS.00000003", "layer_config[1].text_config.font_color: 'white' is no colour"),
    ("music unknown", {"background_music_config": {"music_asset_id": "nothing"}}, "MSS.10001001", "background_music_config.music_asset_id: there is no asset"),
    ("music is a picture", {"background_music_config": {"music_asset_id": PICTURE}}, "MSS.20010071", "is of type IMAGE (give one of type MUSIC or AUDIO)"),
    ("music too loud", {"background_music_config": {"music_asset_id": MUSIC, "volume": 101}}, "MSS.00000003", "background_music_config.volume: must be at most 100, found 101"),
    ("interval", {"action_config": {"action_interval": 256}}, "MSS.00000003", "action_config.action_interval: must be at most 255, found 256"),
    ("callback address", {"callback_config": {"callback_url": "mailto:a@b"}}, "MSS.00000003", "callback_config.callback_url"),
    ("callback key", {"callback_config": {"callback_url": "https://a.b", "auth_type": "MSS_A"}}, "MSS.00000003", "callback_config.key: is missing with MSS_A"),
    ("name too long", {"output_asset_config": {"asset_name": "a" * 257}}, "MSS.00000003", "output_asset_config.asset_name"),
    ("photo missing", {"video_making_type": "PICTURE"}, "MSS.00000003", "human_image: is missing"),
    ("photo no Base64", {"video_making_type": "PICTURE", "human_image": "!!!"}, "MSS.00000003", "human_image: is not Base64"),
]  # fmt: skip
