"""The video layer: the right frame at every moment, from every container, forwards, backwards and at random."""

from __future__ import annotations

import random
import struct
from fractions import Fraction

import av
import numpy as np
import pytest
import skia
from clips import HEIGHT, WIDTH, numbered, read_number, write_clip
from PIL import Image

from understudy import production
from understudy.errors import InputError
from understudy.production import Output
from understudy.stage.layers.layer import Box
from understudy.stage.layers.video import COVER, VideoLayer
from understudy.stage.view import View

SMALL = {"g": "7", "bf": "2"}
X264 = {**SMALL, "preset": "ultrafast", "x264-params": "open-gop=1:bframes=2"}
CONTAINERS = {  # name: (codec, frames a second, options)
    "a.mp4": ("libx264", 30, X264),
    "a.m4v": ("libx264", 24, X264),
    "a.mkv": ("libx264", 25, X264),
    "a.mov": ("libx264", Fraction(24000, 1001), X264),
    "a.flv": ("flv", 25, {"g": "7"}),
    "b.flv": ("libx264", 25, X264),
    "a.3gp": ("mpeg4", 15, {"g": "7"}),
    "a.wmv": ("wmv2", 25, {"g": "7"}),
    "a.avi": ("mpeg4", 25, SMALL),
    "b.avi": ("libx264", 25, X264),
    "c.avi": ("mjpeg", 12, {}),
    "a.webm": ("libvpx", 25, {"g": "7", "auto-alt-ref": "1", "lag-in-frames": "12", "deadline": "realtime"}),
    "b.webm": ("libvpx-vp9", 30, {"g": "7", "cpu-used": "8", "deadline": "realtime"}),
}
VIEW = View((1920, 1080), (1920, 1080), 1)


def layer(file, x=0, y=0, size=(WIDTH, HEIGHT), view=VIEW, better=False, **more):
    model = production.VideoLayer(
        file=file,
        position=production.Position(x=x, y=y, index=1),
        size=size and production.Size(width=size[0], height=size[1]),
        **more,
    )
    return VideoLayer(model, view, super_resolution=better, scene=0, field="scenes[0].layers[0]")


def paint(shown, frame, size=(WIDTH, HEIGHT)):
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    with skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType) as canvas:
        shown.draw(canvas, frame)
    return pixels


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_shows_the_frame_of_the_moment(tmp_path, name):
    """Two passes and the end, in order and in random order: same numbers, same pixels."""
    codec, rate, options = CONTAINERS[name]
    frames = 24
    file = write_clip(
        tmp_path / name, frames, rate, codec, "yuvj420p" if codec == "mjpeg" else "yuv420p", options=options
    )
    shown = layer(file, loop_count=2)
    assert abs(shown.duration - Fraction(frames) / rate) < Fraction(1, 100)
    count = int(2 * shown.duration * 25) + 3
    pictures = [paint(shown, frame) for frame in range(count)]
    for frame, picture in enumerate(pictures):
        moment = Fraction(frame, 25)
        within = moment % shown.duration if moment < 2 * shown.duration else shown.duration
        expected = {min(int((within + early) * rate), frames - 1) for early in (0, Fraction(1, 1000))}
        assert read_number(picture) in expected, frame
    fresh = layer(file, loop_count=2)
    order = list(range(count))
    random.Random(2).shuffle(order)
    for frame in order:
        assert np.array_equal(paint(fresh, frame), pictures[frame]), frame


def test_equal_states_are_equal_pictures_and_loops_come_back(tmp_path):
    file = write_clip(tmp_path / "a.mp4", 10, 10, options=X264)
    shown = layer(file, loop_count=-1)
    states = [shown.state(frame) for frame in range(75)]
    assert states[:25] == states[25:50] == states[50:]
    assert len(set(states)) == 10
    assert shown.playing_time is None
    assert shown.duration == 1


def test_after_the_end_the_last_frame_or_the_cover_stays(tmp_path):
    file = write_clip(tmp_path / "a.mp4", 10, 10, options=X264)
    once = layer(file)
    assert once.playing_time == 1
    assert {once.state(frame) for frame in range(25, 500, 50)} == {9}
    assert read_number(paint(once, 400)) == 9
    Image.new("RGB", (10, 10), (10, 200, 30)).save(tmp_path / "cover.png")
    covered = layer(file, cover=tmp_path / "cover.png")
    assert covered.state(24) == 9
    assert covered.state(25) == COVER == covered.state(1000)
    assert (paint(covered, 25) == (10, 200, 30, 255)).all()


def test_a_loop_count_of_zero_hides_it(tmp_path):
    hidden = layer(write_clip(tmp_path / "a.mp4", 5, 25, options=X264), loop_count=0)
    assert hidden.state(0) is None
    assert not paint(hidden, 0).any()
    assert hidden.playing_time == 0


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt"),
    [
        ("a.webm", "libvpx", "yuva420p"),
        ("b.webm", "libvpx-vp9", "yuva420p"),
        ("a.mov", "qtrle", "argb"),
        ("b.mov", "prores_ks", "yuva444p10le"),
    ],
)
def test_alpha_is_kept(tmp_path, name, codec, pix_fmt):
    """A third is clear, a third half transparent, a third opaque."""

    def glass(number):
        picture = np.full((HEIGHT, WIDTH, 4), (200, 100, 50, 0), np.uint8)
        picture[:, WIDTH // 3 :, 3] = 128
        picture[:, 2 * WIDTH // 3 :, 3] = 255
        return picture

    options = {"auto-alt-ref": "0", "crf": "4", "b": "5M"} if name.endswith("webm") else {}
    file = write_clip(tmp_path / name, 3, 25, codec, pix_fmt, glass, options=options)
    for size in ((WIDTH, HEIGHT), (2 * WIDTH, HEIGHT)):
        picture = paint(layer(file, size=size), 1, size).astype(int)
        clear, half, full = (picture[HEIGHT // 2, size[0] * part // 6] for part in (1, 3, 5))
        assert clear.tolist() == [0, 0, 0, 0]
        assert np.abs(half - (100, 50, 25, 128)).max() <= 6
        assert np.abs(full - (200, 100, 50, 255)).max() <= 8


@pytest.mark.parametrize("matrix", [1, 5, 6])
@pytest.mark.parametrize("reach", [1, 2])
@pytest.mark.parametrize("size", [(WIDTH, HEIGHT), (150, 100)])
def test_colours_come_back_by_the_tagged_matrix_and_range(tmp_path, matrix, reach, size):
    colour = (200, 40, 90, 255)
    tags = {"colorspace": matrix, "color_range": reach}
    file = write_clip(
        tmp_path / "a.mp4",
        2,
        25,
        picture=lambda number: np.full((HEIGHT, WIDTH, 4), colour, np.uint8),
        options={"crf": "1", "preset": "ultrafast"},
        tags=tags,
    )
    picture = paint(layer(file, size=size), 0, size)
    assert np.abs(picture[HEIGHT // 2, WIDTH // 2].astype(int) - colour).max() <= 3


@pytest.mark.parametrize("width", [90, 98, 102, 110])
@pytest.mark.parametrize(
    ("pix_fmt", "codec"), [("yuv420p", "libx264"), ("yuv420p10le", "libx264"), ("yuva420p", "libvpx")]
)
def test_odd_widths_have_clean_edges(tmp_path, width, pix_fmt, codec):
    """Nothing of one row runs into another, at its own size and at others."""
    flat = np.full((64, width, 4), (200, 40, 90, 255), np.uint8)
    options = {"auto-alt-ref": "0", "crf": "4", "b": "5M"} if codec == "libvpx" else {"crf": "1", "preset": "ultrafast"}
    name = "a.webm" if codec == "libvpx" else "a.mp4"
    file = write_clip(
        tmp_path / name, 2, 25, codec, pix_fmt, lambda number: flat, size=(width, 64), options=options, graph=True
    )
    for size in ((width, 64), (width + 6, 64), (width - 6, 50)):
        picture = paint(layer(file, size=size), 1, size).astype(int)
        assert np.abs(picture - (200, 40, 90, 255)).max() <= 8


def test_untagged_clips_are_read_by_their_size(tmp_path):
    colour = (200, 40, 90, 255)
    for (width, height), matrix in {(96, 64): 5, (1280, 64): 1}.items():
        flat = np.full((height, width, 4), colour, np.uint8)

        def untagged(number, flat=flat):
            return flat

        file = write_clip(
            tmp_path / f"{width}.mp4",
            2,
            25,
            picture=untagged,
            size=(width, height),
            options={"crf": "1", "preset": "ultrafast"},
            convert_as=matrix,
        )
        picture = paint(layer(file, size=(width, height)), 0, (width, height))
        assert np.abs(picture[32, 48].astype(int) - colour).max() <= 3


MATRICES = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


@pytest.mark.parametrize("angle", MATRICES)
def test_clips_filmed_sideways_stand_upright(tmp_path, angle):
    file = write_clip(tmp_path / "a.mp4", 3, 25, options=X264)
    data = file.read_bytes()
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)
    a, b, c, d = (value * 65536 for value in MATRICES[angle])
    place = data.index(identity, data.index(b"tkhd"))
    file.write_bytes(data[:place] + struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30) + data[place + 36 :])
    stored = paint(layer(write_clip(tmp_path / "b.mp4", 3, 25, options=X264)), 2)
    turned = layer(file, size=None)
    size = (HEIGHT, WIDTH) if angle != 180 else (WIDTH, HEIGHT)
    assert turned.natural_size == size
    wanted = np.rot90(stored, -angle // 90)
    assert np.abs(paint(turned, 2, size).astype(int) - wanted).max() <= 2


def test_pixels_that_are_not_square_are_stretched(tmp_path):
    shown = layer(write_clip(tmp_path / "a.mp4", 3, 25, options=X264, aspect=Fraction(4, 3)), size=None)
    assert shown.natural_size == (WIDTH * 4 // 3, HEIGHT)
    assert shown.box(0) == Box(0, 0, WIDTH * 4 // 3, HEIGHT)


def test_place_and_size_on_other_outputs(tmp_path):
    file = write_clip(tmp_path / "a.mp4", 3, 25, options=X264)
    view = View.of(Output(width=1280, height=720))[0]
    shown = layer(file, 300, 150, (600, 300), view)
    assert shown.box(0) == Box(200, 100, 600, 300)
    picture = paint(shown, 1, (1280, 720))
    rows, columns = np.nonzero(picture[..., 3])
    assert (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) == (200, 100, 600, 300)
    assert read_number(picture[100:300, 200:600]) == 1
    away = layer(file, 3000, 0)
    assert away.state(0) is None
    giant = layer(file, -1920, -1080, (7680, 4320))
    assert giant.box(0) == Box(0, 0, 1920, 1080)
    assert (paint(giant, 0, (1920, 1080))[..., 3] == 255).all()


def test_sound_and_super_resolution(tmp_path):
    with_sound = layer(write_clip(tmp_path / "a.mp4", 25, 25, options=X264, sound=True))
    assert with_sound.has_sound
    assert with_sound.duration == 1
    mute = write_clip(tmp_path / "b.mp4", 3, 25, options=X264)
    assert not layer(mute).has_sound
    sharp = paint(layer(mute, size=(288, 192), better=True), 1, (288, 192))
    soft = paint(layer(mute, size=(288, 192)), 1, (288, 192))
    assert read_number(sharp) == read_number(soft) == 1
    assert not np.array_equal(sharp, soft)


def test_beyond_the_contract_is_a_warning(tmp_path):
    fast = layer(write_clip(tmp_path / "a.mp4", 6, 60, options=X264))
    assert [warning.code for warning in fast.warnings] == ["clip_fast"]
    big = numbered(1, 1928, 64)
    large = layer(write_clip(tmp_path / "b.mp4", 2, 25, options=X264, size=(1928, 64), picture=lambda number: big))
    assert [(warning.code, warning.field) for warning in large.warnings] == [("clip_large", "scenes[0].layers[0].file")]
    assert layer(write_clip(tmp_path / "c.mp4", 6, 30, options=X264)).warnings == []


@pytest.mark.parametrize("name", ["a.mp4", "fast.mp4", "a.mkv", "a.webm", "a.avi", "b.flv", "a.mov"])
def test_a_clip_cut_off_is_refused(tmp_path, name):
    codec, rate, options = CONTAINERS.get(name, CONTAINERS["a.mp4"])
    faststart = {"movflags": "faststart"} if name == "fast.mp4" else {}
    file = write_clip(tmp_path / name, 40, rate, codec, options=options, container_options=faststart)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(InputError) as caught:
        layer(file)
    assert caught.value.code in {"clip_broken", "clip_unknown"}
    assert caught.value.problems[0].field == "scenes[0].layers[0].file"
    assert caught.value.problems[0].hint


def test_a_clip_that_may_be_cut_off_is_a_warning(tmp_path):
    """A WMV that is shorter than it says is read like a live recording, which has no length."""
    file = write_clip(tmp_path / "a.wmv", 40, 25, "wmv2", options={"g": "7"})
    assert layer(file).warnings == []
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 3 // 4])
    assert [warning.code for warning in layer(file).warnings] == ["clip_unfinished"]


def test_a_clip_without_end_cannot_be_played_to_its_end(tmp_path):
    file = write_clip(tmp_path / "a.mp4", 3, 25, options=X264)
    (warning,) = layer(file, loop_count=-1, play_to_end=True).warnings
    assert (warning.code, warning.scene, warning.field) == ("clip_endless", 0, "scenes[0].layers[0].play_to_end")
    assert not layer(file, loop_count=2, play_to_end=True).warnings


def test_playlists_cannot_reach_other_files(tmp_path):
    write_clip(tmp_path / "a.mp4", 3, 25, options=X264)
    lists = {"x.mp4": "#EXTM3U\n#EXTINF:5\na.mp4\n#EXT-X-ENDLIST\n", "y.mp4": "ffconcat version 1.0\nfile 'a.mp4'\n"}
    for name, text in lists.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError) as caught:
            layer(tmp_path / name)
        assert caught.value.code == "clip_unknown"


def test_what_is_no_clip_is_refused(tmp_path):
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("no film here, just words " * 40)
    Image.new("RGB", (8, 8)).save(tmp_path / "picture.png")
    with av.open(str(tmp_path / "sound.mp4"), "w") as container:
        track = container.add_stream("aac", rate=48000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 48000
        container.mux([*track.encode(silence), *track.encode(None)])
    codes = {
        "none.mp4": "file_missing",
        ".": "file_unreadable",
        "empty.mp4": "clip_broken",
        "text.mp4": "clip_unknown",
        "picture.png": "clip_unknown",
        "sound.mp4": "clip_without_picture",
    }
    for name, code in codes.items():
        with pytest.raises(InputError) as caught:
            layer(tmp_path / name)
        assert caught.value.code == code, name


def test_damage_in_the_middle_holds_the_last_frame_and_is_reported(tmp_path):
    """The packets of the second half are noise: the clip goes on with what could be decoded last."""
    file = write_clip(tmp_path / "a.mov", 20, 25, "qtrle", "argb", options={"g": "1"})
    data = bytearray(file.read_bytes())
    begin = data.index(b"mdat") + 4
    end = data.index(b"moov") - 4
    middle = (begin + end) // 2
    data[middle:end] = bytes(np.random.default_rng(5).integers(0, 256, end - middle, dtype=np.uint8))
    file.write_bytes(data)
    shown = layer(file)
    pictures = [paint(shown, frame) for frame in range(20)]
    assert [read_number(picture) for picture in pictures[:8]] == list(range(8))
    assert pictures[-1].any()
    assert [warning.code for warning in shown.warnings] == ["clip_damaged"]
