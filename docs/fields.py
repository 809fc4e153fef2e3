"""What each field of a production means, and which field of MetaStudio's API it stands for: read by `generate.py`."""

from __future__ import annotations

from understudy.production import LONGEST_MARKUP, LONGEST_TEXT

OURS = "ours"
"""Stands where MetaStudio has no such field."""

ITEM = "shoot_scripts[]."
SHOOT = "shoot_script."
GROUND, LAYER, SUBTITLE = "background_config[].", "layer_config[].", "subtitle_config."

FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    "Production": {
        "schema": ("Version of this document.", OURS),
        "title": (
            "Name of the film; it goes into the file's metadata and the report.",
            "output_asset_config.asset_name",
        ),
        "output": ("The film file.", "video_config"),
        "avatar": ("Who is seen.", "model_asset_id"),
        "voice": ("Who is heard.", "voice_config"),
        "scenes": ("What happens, in order.", "shoot_scripts"),
        "music": ("Background music.", "background_music_config"),
        "lexicon": (
            "Words that are always read in a certain way, in every scene.",
            "video_config.is_vocabulary_config_enable and the tenant's dictionary",
        ),
        "idle_action_interval": ("", "action_config.action_interval"),
        "seed": ("Another seed, another way to act the same words.", OURS),
    },
    "Output": {
        "width": ("Width of the picture in pixels.", "video_config.width"),
        "height": ("Height of the picture in pixels.", "video_config.height"),
        "clip_mode": (
            "Whether the canvas is scaled to this size, or a window of this size is cut out of it.",
            "video_config.clip_mode",
        ),
        "crop_x": ("", "video_config.dx"),
        "crop_y": ("", "video_config.dy"),
        "crop_canvas": ("", "resolution of the avatar's model"),
        "orientation": ("", "view_mode of a script"),
        "codec": ("Also decides the container: MP4, WebM, WebM, MOV.", "video_config.codec"),
        "bitrate": ("", "video_config.bitrate"),
        "frame_rate": ("Frames a second.", "video_config.frame_rate"),
        "super_resolution": ("", "video_config.is_enable_super_resolution"),
        "loopable": ("", "video_config.is_end_at_first_frame"),
        "subtitles": (
            "Whether subtitles are burned into the picture. Subtitle files are written in any case.",
            "video_config.is_subtitle_enable",
        ),
        "subtitle_style": ("How they look.", "video_config.subtitle_config"),
        "label": ("", OURS),
    },
    "SubtitleStyle": {
        "x": ("Left edge of the box. Without it the box is centred.", SUBTITLE + "dx"),
        "y": ("Lower edge of the box. Without it the box stands near the lower edge of the frame.", SUBTITLE + "dy"),
        "font": (
            "A font name of MetaStudio, a Noto family that comes with the program, or an installed family.",
            SUBTITLE + "font_name",
        ),
        "font_size": ("In pixels of the canvas; below 4 it is drawn at 4.", SUBTITLE + "font_size"),
        "colour": ("Colour of the letters.", SUBTITLE + "font_color"),
        "stroke_colour": ("Colour of their outline.", SUBTITLE + "stroke_color"),
        "stroke_thickness": ("Thickness of the outline in pixels of the canvas.", SUBTITLE + "stroke_thickness"),
        "opacity": ("0 is invisible, 1 is opaque.", SUBTITLE + "opacity"),
        "highlight": ("", OURS),
    },
    "AvatarChoice": {
        "name": ("Name of a presenter, see `understudy avatars`, or the folder of an avatar pack.", "model_asset_id")
    },
    "VoiceChoice": {
        "name": (
            "Id of a voice, see `understudy voices`. Empty: the best one for the language of the text.",
            "voice_config.voice_asset_id",
        ),
        "speed": ("", "voice_config.speed"),
        "pitch": ("", "voice_config.pitch"),
        "volume": ("", "voice_config.volume"),
    },
    "Scene": {
        "speech": ("What is said.", SHOOT + "script_type, text_config, audio_config"),
        "background": ("What stands behind everything.", SHOOT + "background_config"),
        "layers": ("What stands in front of the background; by default the presenter alone.", SHOOT + "layer_config"),
        "placement": ("", SHOOT + GROUND + "human_position_2d"),
        "subtitle_file": ("", ITEM + "subtitle_file_info"),
        "transition": ("How the scene begins.", OURS),
        "voice": ("", OURS),
        "avatar": ("", OURS),
    },
    "Speech": {
        "text": (
            f"Plain text or one `<speak>` document: at most {LONGEST_TEXT:,} characters without tags and "
            f"{LONGEST_MARKUP:,} with them.",
            SHOOT + "text_config.text",
        ),
        "recording": ("", SHOOT + "audio_config.audio_id, audio_drive_file_external_url"),
        "recording_text": ("", OURS),
        "actions": ("", SHOOT + "audio_drive_action_config"),
    },
    "ActionCue": {
        "tag": ("Which gesture.", SHOOT + "audio_drive_action_config[].action_tag"),
        "name": ("A name for people.", SHOOT + "audio_drive_action_config[].action_name"),
        "at": ("", SHOOT + "audio_drive_action_config[].action_start_time"),
    },
    "ImageBackground": {
        "kind": ("Says that this is a picture.", SHOOT + GROUND + "background_type IMAGE"),
        "file": (
            "PNG, JPEG, WEBP, GIF (its first frame), BMP or TIFF.",
            SHOOT + GROUND + "background_config, background_asset_id",
        ),
        "x": ("Left edge of its box.", SHOOT + GROUND + "background_image_config.dx"),
        "y": ("Upper edge of its box.", SHOOT + GROUND + "background_image_config.dy"),
        "width": (
            "Width of its box; `x + width` reaches the canvas's right edge at least.",
            SHOOT + GROUND + "background_image_config.width",
        ),
        "height": (
            "Height of its box; `y + height` reaches the canvas's lower edge at least.",
            SHOOT + GROUND + "background_image_config.height",
        ),
    },
    "ColourBackground": {
        "kind": ("Says that this is a colour.", SHOOT + GROUND + "background_type COLOR"),
        "colour": ("The colour.", SHOOT + GROUND + "background_color_config"),
    },
    "TransparentBackground": {"kind": ("Says that there is nothing behind.", "VP8 or QTRLE without a background")},
    "HumanLayer": {"kind": ("Says that this is the presenter.", SHOOT + LAYER + "layer_type HUMAN")},
    "ImageLayer": {
        "kind": ("Says that this is a picture.", SHOOT + LAYER + "layer_type IMAGE"),
        "file": (
            "PNG, JPEG, WEBP, GIF (its first frame), BMP or TIFF.",
            SHOOT + LAYER + "image_config.image_url, asset_id",
        ),
    },
    "VideoLayer": {
        "kind": ("Says that this is a clip.", SHOOT + LAYER + "layer_type VIDEO"),
        "file": ("A clip in any format that FFmpeg reads.", SHOOT + LAYER + "video_config.video_url, asset_id"),
        "loop_count": (
            "How often it plays: 0 is not seen, -1 is without end.",
            SHOOT + LAYER + "video_config.loop_count",
        ),
        "sound": ("", SHOOT + LAYER + "video_config.video_sound"),
        "play_to_end": ("", SHOOT + LAYER + "video_config.is_play_the_entire_video"),
        "cover": ("", SHOOT + LAYER + "video_config.video_cover_url"),
    },
    "TextLayer": {
        "kind": ("Says that this is a text.", SHOOT + LAYER + "layer_type TEXT"),
        "text": (
            "The text itself; a line feed begins a new line.",
            SHOOT + LAYER + "text_config.text_context (there in Base64)",
        ),
        "font": ("As for subtitles.", SHOOT + LAYER + "text_config.font_name"),
        "font_size": ("In pixels of the canvas; below 4 it is drawn at 4.", SHOOT + LAYER + "text_config.font_size"),
        "colour": ("Colour of the letters.", SHOOT + LAYER + "text_config.font_color"),
    },
    "Position": {
        "x": ("Left edge.", SHOOT + LAYER + "position.dx"),
        "y": ("Upper edge.", SHOOT + LAYER + "position.dy"),
        "index": (
            "Place in the stack; 1 is the bottom. Layers with one index stand in list order.",
            SHOOT + LAYER + "position.layer_index",
        ),
    },
    "Size": {
        "width": ("Width of the box.", SHOOT + LAYER + "size.width"),
        "height": ("Height of the box.", SHOOT + LAYER + "size.height"),
    },
    "Placement": {
        "side": (
            "Where the middle of the presenter stands: at a quarter, half or three quarters of the width.",
            SHOOT + GROUND + "human_position_2d.position",
        ),
        "x": (
            "Middle of the presenter's lower edge; wins over `side`.",
            SHOOT + GROUND + "human_position_2d.position_x",
        ),
        "y": ("The presenter's lower edge.", SHOOT + GROUND + "human_position_2d.position_y"),
    },
    "Transition": {
        "kind": ("At once, or faded in over the last picture of the scene before.", OURS),
        "milliseconds": ("Length of the cross-fade.", OURS),
    },
    "Music": {
        "file": ("WAV, MP3, M4A or anything else that FFmpeg reads.", "background_music_config.music_asset_id"),
        "volume": ("Percent of its normal amplitude.", "background_music_config.volume"),
    },
    "LexiconEntry": {
        "key": ("The word as it is written. Letters match whole words, in this case only.", "vocabulary-configs key"),
        "kind": (
            "What `value` is: another text, a reading, nothing (the word is read without a "
            "pause), or a way of `say-as`.",
            "vocabulary-configs type: ALIAS, PHONETIC_SYMBOL, CHINESE_G2P, CONTINUUM, SAY_AS",
        ),
        "value": ("The text, the reading, or the way.", "vocabulary-configs value"),
    },
}
"""Per model and field: what it means ('' where the model itself says it), and the field of MetaStudio's API."""

SHARED_BY_LAYERS = {
    "position": ("Where it stands.", SHOOT + LAYER + "position"),
    "size": ("Its box; without one it is as large as its material.", SHOOT + LAYER + "size"),
    "rotation": ("", SHOOT + LAYER + "rotation.angle"),
    "group": ("", SHOOT + LAYER + "group_id"),
}
for _layer in ("HumanLayer", "ImageLayer", "VideoLayer", "TextLayer"):
    FIELDS[_layer] |= SHARED_BY_LAYERS


_SIZE = SHOOT + LAYER + "size"
FIELDS["HumanLayer"]["size"] = (
    "Its box. Without one the presenter is 92 % of the canvas high (portrait: 75 % of it wide), its upper left corner "
    "at the position.",
    _SIZE,
)
FIELDS["TextLayer"]["size"] = (
    "Its box: lines break at the width; a text higher than the box is drawn whole, with a warning.",
    _SIZE,
)
