"""What belongs to the whole film: voice, presenter, music, size, scenes."""

from __future__ import annotations

from film.bad.row import AGAIN, FONTS, SMALL, SOUNDS, film, scene
from understudy.errors import InputError, Warning

FILM_ROWS = (
    film(
        *("an unknown voice", InputError, "voice_unknown", "espeak-ng has no voice 'xx'", "near it: xex", "voice.name"),
        voice={"name": "espeak:xx"},
    ),
    film(
        *("an unknown variant", InputError, "voice_unknown", "espeak-ng has no voice variant 'zz'"),
        *("there are Alex, Alicia, Andrea, Andy, Annie, AnxiousAndy and 98 more", "voice.name"),
        voice={"name": "espeak:en-us+zz"},
    ),
    film(
        *("an engine that is not there", InputError, "voice_unknown"),
        *(
            "voice 'acme:bob' asks for the speech engine 'acme', which is not installed",
            "installed: command, espeak, flite, piper",
        ),
        "voice.name",
        voice={"name": "acme:bob"},
    ),
    scene(
        *("an unknown voice of a scene", InputError, {"voice": {"name": "klingonn"}}, "voice_unknown"),
        *("espeak-ng has no voice 'klingonn'", "`understudy voices` lists them", "voice.name"),
    ),
    film(
        *("a misspelt presenter", InputError, "avatar_unknown", "there is no presenter named 'yunlin'"),
        *("did you mean yunling or yunling-half?", "avatar.name"),
        avatar={"name": "yunlin"},
    ),
    film(
        *("no music", InputError, "file_missing", "{m}/none.mp3 does not exist", "check the path", "music.file"),
        music={"file": "{m}/none.mp3"},
    ),
    film(
        *("broken music", InputError, "media_unreadable", "text.mp3 is no sound or film file, or is damaged", SOUNDS),
        "music.file",
        music={"file": "{m}/text.mp3"},
    ),
    film(
        *(
            "music that is cut off",
            Warning,
            "music_truncated",
            "cut-music.wav ends after 0.2 s, its header promises 2.0 s",
        ),
        *(AGAIN, "music.file"),
        music={"file": "{m}/cut-music.wav"},
    ),
    film(
        *("a speed out of range", InputError, "field_invalid", "must be at most 200, found 300", "", "voice.speed"),
        voice={"speed": 300},
    ),
    film(
        *("music too loud", InputError, "field_invalid", "must be at most 100, found 101", "", "music.volume"),
        music={"file": "{m}/speech.wav", "volume": 101},
    ),
    film(
        *("a seed that is no number", InputError, "field_invalid", "must be a whole number, found 'x'", "", "seed"),
        seed="x",
    ),
    film(
        *(
            "a CROP of odd width",
            InputError,
            "field_invalid",
            "size 161x90 is odd",
            "width and height must be even numbers",
        ),
        "output",
        output=SMALL | {"width": 161},
    ),
    film(
        *("a CROP larger than its canvas", InputError, "field_invalid"),
        *("CROP window 2000x90 is larger than its canvas 1920x1080", "take a smaller one, or crop_canvas 4K", "output"),
        output=SMALL | {"width": 2000},
    ),
    film(
        *("a CROP beside the canvas", Warning, "crop_moved"),
        *("the window at 3000, 200 leaves the canvas; it was moved to 1760, 200",),
        *("crop_x goes from 0 to 1760 here, crop_y to 990", "output.crop_x"),
        output=SMALL | {"crop_x": 3000},
    ),
    film(
        *("a size that RESIZE does not offer", InputError, "field_invalid", "size 800x600 is not offered with RESIZE"),
        *("use one of 1920x1080, 1080x1920, 1280x720, 720x1280, 3840x2160, 2160x3840, or CROP", "output"),
        output={"width": 800, "height": 600},
    ),
    film(
        *("an unknown codec", InputError, "field_invalid", "must be 'H264', 'VP8', 'VP9' or 'QTRLE', found 'H266'"),
        *("did you mean 'H264'?", "output.codec"),
        output={"codec": "H266"},
    ),
    film(
        *("an unknown font of the subtitles", Warning, "font_unknown"),
        *("font 'Comic Papyrus' is neither known nor installed; HarmonyOS_Sans_SC_Black is used", FONTS),
        "output.subtitle_style.font",
        output=SMALL | {"subtitles": True, "subtitle_style": {"font": "Comic Papyrus"}},
    ),
    film(*("no scenes", InputError, "field_invalid", "is empty, at least 1 entry is needed", "", "scenes"), scenes=[]),
    film(
        *("too many scenes", InputError, "field_invalid", "has 101 entries, at most 100 are possible", "", "scenes"),
        scenes=[{"speech": {"text": "Hi."}}] * 101,
    ),
    film(
        *("a document of another version", InputError, "field_invalid", "must be 'production/1', found 'production/9'"),
        *("", "schema"),
        schema="production/9",
    ),
)
