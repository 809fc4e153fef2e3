"""Backgrounds and their files."""

from __future__ import annotations

from film.bad.row import PICTURES, behind, scene
from understudy.errors import InputError

PICTURE_ROWS = (
    behind("no picture", "none.png", "file_missing", "there is no file {m}/none.png", "check the path"),
    behind(
        "an empty picture",
        "empty.png",
        "picture_broken",
        "{m}/empty.png is empty (0 bytes)",
        "copy or export the picture again",
    ),
    behind(
        "a text that is called a picture",
        "text.png",
        "picture_unknown",
        "{m}/text.png is not a picture of a known format",
        PICTURES,
    ),
    behind("a video as picture", "mute.mp4", "picture_unknown", "{m}/mute.mp4 is a video", PICTURES),
    behind("a drawing", "drawing.svg", "picture_unknown", "{m}/drawing.svg is a drawing (SVG)", PICTURES),
    behind(
        "a picture bomb",
        "bomb.png",
        "picture_too_large",
        "{m}/bomb.png has 60000x60000 pixels",
        "at most 100 megapixels and 32767 pixels a side are possible",
    ),
    behind(
        "half a picture",
        "cut.jpg",
        "picture_broken",
        "{m}/cut.jpg looks like a JPEG picture, but is cut short or damaged",
        "copy or export the picture again",
    ),
    behind(
        "a folder as picture", "folder", "file_unreadable", "{m}/folder is a folder", "give the picture file itself"
    ),
    scene(
        "a background with half a box",
        InputError,
        {"background": {"kind": "image", "file": "{m}/good.png", "x": 0}},
        "field_invalid",
        "the box is incomplete",
        "give all of x, y, width and height, or none",
        "background",
    ),
    scene(
        "a background that does not cover",
        InputError,
        {"background": {"kind": "image", "file": "{m}/good.png", "x": 0, "y": 0, "width": 1900, "height": 1080}},
        "background_uncovered",
        "the picture ends at x = 1900, the canvas at 1920: 20 pixels are bare",
        "x + width must be at least 1920",
        "background.width",
    ),
    scene(
        "a background of an unknown kind",
        InputError,
        {"background": {"kind": "gradient"}},
        "field_invalid",
        "must be 'image', 'colour' or 'transparent', found 'gradient'",
        "",
        "background.kind",
    ),
    scene(
        "a background without kind",
        InputError,
        {"background": {"colour": "#FFFFFF"}},
        "field_missing",
        "kind is missing",
        "one of 'image', 'colour' or 'transparent'",
        "background.kind",
    ),
    scene(
        "a colour by its name",
        InputError,
        {"background": {"kind": "colour", "colour": "red"}},
        "field_invalid",
        "must be a colour like #F2F4F7, found 'red'",
        "",
        "background.colour",
    ),
    scene(
        "H.264 cannot be transparent",
        InputError,
        {"background": {"kind": "transparent"}},
        "field_invalid",
        "H264 cannot be transparent",
        "use VP8, VP9 or QTRLE",
        "background",
    ),
)
