"""Every kind of picture file, upright and in sRGB; everything else refused with a reason."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from understudy.errors import InputError
from understudy.stage import picture as module
from understudy.stage.picture import load_picture

RED, GREEN, BLUE, GREY = (200, 20, 30), (20, 180, 40), (30, 40, 190), (120, 120, 120)


def corners(mode: str = "RGB") -> Image.Image:
    """48×32, its quarters red, green / blue, grey: every turn can be told."""
    image = Image.new("RGB", (48, 32), GREY)
    image.paste(RED, (0, 0, 24, 16))
    image.paste(GREEN, (24, 0, 48, 16))
    image.paste(BLUE, (0, 16, 24, 32))
    return image.convert(mode)


def saved(folder: Path, image: Image.Image, kind: str, **options: object) -> Path:
    file = folder / f"picture.{kind.lower()}"
    image.save(file, kind, **options)
    return file


def quarters(pixels: np.ndarray) -> list[tuple[int, ...]]:
    height, width = pixels.shape[:2]
    places = [(y * height // 4, x * width // 4) for y in (1, 3) for x in (1, 3)]
    return [tuple(int(value) for value in pixels[place][:3]) for place in places]


def near(found: list[tuple[int, ...]], wanted: list[tuple[int, ...]], tolerance: int) -> bool:
    return bool(np.abs(np.subtract(found, wanted)).max() <= tolerance)


@pytest.mark.parametrize(
    ("kind", "options", "tolerance"),
    [
        ("PNG", {}, 0),
        ("JPEG", {"quality": 95, "subsampling": 0}, 4),
        ("WEBP", {"lossless": True}, 0),
        ("GIF", {}, 0),
        ("BMP", {}, 0),
        ("TIFF", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
    ],
)
def test_every_format_is_read_by_its_content(tmp_path, kind, options, tolerance):
    file = saved(tmp_path, corners(), kind, **options).rename(tmp_path / "misleading.txt")
    pixels = load_picture(file)
    assert pixels.shape == (32, 48, 4)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    assert near(quarters(pixels), [RED, GREEN, BLUE, GREY], tolerance)
    assert (pixels[..., 3] == 255).all()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_pictures_are_turned_upright(tmp_path, kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"JPEG": {"quality": 95, "subsampling": 0}, "WEBP": {"lossless": True}}.get(kind, {})
    stored = corners()
    shown = {  # what a viewer does with each orientation, by Pillow
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    wanted = np.asarray(stored.transpose(shown[orientation]) if orientation > 1 else stored)
    pixels = load_picture(saved(tmp_path, stored, kind, exif=exif, **options))
    assert pixels.shape[:2] == wanted.shape[:2]
    assert near(quarters(pixels), quarters(wanted), 4)


def test_cmyk_greyscale_palette_and_sixteen_bits(tmp_path):
    cmyk = load_picture(saved(tmp_path, Image.new("CMYK", (8, 8), (0, 128, 200, 20)), "JPEG"))
    assert near([tuple(cmyk[4, 4, :3])], [(235, 117, 51)], 2)
    grey = load_picture(saved(tmp_path, Image.new("L", (8, 8), 77), "PNG"))
    assert grey[4, 4].tolist() == [77, 77, 77, 255]
    with_alpha = load_picture(saved(tmp_path, Image.new("LA", (8, 8), (77, 100)), "PNG"))
    assert with_alpha[4, 4].tolist() == [77, 77, 77, 100]
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([0, 0, 0, 10, 20, 30])
    assert load_picture(saved(tmp_path, palette, "PNG", transparency=0))[4, 4].tolist() == [10, 20, 30, 255]
    assert load_picture(saved(tmp_path, palette, "PNG", transparency=1))[4, 4, 3] == 0
    deep = tmp_path / "deep.png"
    cv2.imwrite(str(deep), np.full((8, 8, 4), (40000, 30000, 20000, 65535), np.uint16))
    assert near([tuple(load_picture(deep)[4, 4])], [(78, 117, 156, 255)], 1)
    deep_tiff = tmp_path / "deep.tiff"
    cv2.imwrite(str(deep_tiff), np.full((8, 8, 3), (40000, 30000, 20000), np.uint16))
    assert near([tuple(load_picture(deep_tiff)[4, 4])], [(78, 117, 156, 255)], 1)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_transparency_stays_straight(tmp_path, kind):
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    pixels = load_picture(saved(tmp_path, Image.new("RGBA", (8, 8), (200, 100, 50, 128)), kind, **options))
    assert near([tuple(pixels[4, 4])], [(200, 100, 50, 128)], 1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_colour_profiles_are_applied(tmp_path, kind):
    """A profile with red and blue primaries exchanged must exchange red and blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp?").replace(b"bXYZ", b"rXYZ").replace(b"tmp?", b"bXYZ")
    file = saved(tmp_path, Image.new("RGB", (16, 16), (200, 90, 20)), kind, icc_profile=swapped)
    assert near([tuple(load_picture(file)[8, 8, :3])], [(20, 90, 200)], 4)


def test_an_animation_shows_its_first_frame(tmp_path):
    first, second = Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), BLUE)
    file = saved(tmp_path, first, "GIF", save_all=True, append_images=[second])
    assert load_picture(file)[4, 4, :3].tolist() == list(RED)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize("kept", [0.5, 0.02])
def test_half_a_picture_is_refused(tmp_path, kind, kept):
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    file = saved(tmp_path, Image.fromarray(noise), kind)
    file.write_bytes(file.read_bytes()[: max(int(file.stat().st_size * kept), 24)])
    with pytest.raises(InputError) as caught:
        load_picture(file, scene=1, field="scenes[1].background.file")
    problem = caught.value.problems[0]
    assert (problem.code, problem.scene, problem.field) == ("picture_broken", 1, "scenes[1].background.file")
    assert problem.hint
    assert file.name in problem.message


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "picture_broken", "0 bytes"),
        (b"hello, this is text", "picture_unknown", "not a picture"),
        (b"<svg xmlns='x'/>", "picture_unknown", "SVG"),
        (b"\0\0\0\x18ftypheic", "picture_unknown", "HEIC"),
        (b"\0\0\0\x18ftypisom", "picture_unknown", "video"),
        (b"%PDF-1.7", "picture_unknown", "PDF"),
        (b"II*\0\xff\xff\xff\x7f", "picture_broken", "ends early"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path, content, code, said):
    file = tmp_path / "logo.png"
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_picture(file)
    assert caught.value.code == code
    assert said in str(caught.value)


def test_missing_folder_and_forbidden_files(tmp_path, monkeypatch):
    with pytest.raises(InputError) as caught:
        load_picture(tmp_path / "none.png")
    assert caught.value.code == "file_missing"
    with pytest.raises(InputError) as caught:
        load_picture(tmp_path)
    assert caught.value.code == "file_unreadable"
    file = saved(tmp_path, corners(), "PNG")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, os.strerror(13), str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # the tests may run as root, whom no file mode stops
    with pytest.raises(InputError) as caught:
        load_picture(file)
    assert caught.value.code == "file_unreadable"
    assert os.strerror(13) in str(caught.value)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds one row's worth of data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(40_000, 40_000), (100_001, 1000), (40_000, 10)])
def test_a_size_bomb_is_refused_by_its_header(tmp_path, monkeypatch, width, height):
    def never(*shape: object, **more: object) -> None:
        raise AssertionError("memory was asked for")

    file = tmp_path / "bomb.png"
    file.write_bytes(png_header(width, height))
    monkeypatch.setattr(module.np, "zeros", never)
    with pytest.raises(InputError) as caught:
        load_picture(file)
    assert caught.value.code == "picture_too_large"
    assert f"{width}x{height}" in str(caught.value)


def test_a_tiff_bomb_is_refused_unread(tmp_path, monkeypatch):
    stream = io.BytesIO()
    Image.new("L", (16, 16)).save(stream, "TIFF")
    data = stream.getvalue()
    for tag in (256, 257):
        place = data.index(struct.pack("<HHI", tag, 4, 1)) if struct.pack("<HHI", tag, 4, 1) in data else None
        form = ("<HHI", 4) if place is not None else ("<HHI", 3)
        place = data.index(struct.pack(form[0], tag, form[1], 1))
        data = data[: place + 2] + struct.pack("<HII", 4, 1, 60_000) + data[place + 12 :]
    file = tmp_path / "bomb.tif"
    file.write_bytes(data)
    monkeypatch.setattr(module.tiff, "_quietly", lambda data: pytest.fail("it was decoded"))
    with pytest.raises(InputError) as caught:
        load_picture(file)
    assert caught.value.code == "picture_too_large"


def test_a_file_of_gigabytes_is_not_even_opened(tmp_path):
    file = tmp_path / "huge.png"
    with file.open("wb") as stream:
        stream.truncate(module.LARGEST_FILE + 1)
    with pytest.raises(InputError) as caught:
        load_picture(file)
    assert caught.value.code == "picture_too_large"
