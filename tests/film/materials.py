"""Broken, empty and odd files that people bring along, made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from film.conftest import write_clip, write_sound


def write_all(folder: Path) -> Path:
    """Every file that the table of bad inputs names."""
    (folder / "folder").mkdir(parents=True, exist_ok=True)
    _pictures(folder)
    _sounds(folder)
    _clips(folder)
    _texts(folder)
    return folder


def _pictures(folder: Path) -> None:
    Image.new("RGB", (64, 36), (40, 90, 160)).save(folder / "good.png")
    Image.new("CMYK", (64, 36), (0, 128, 200, 20)).save(folder / "cmyk.jpg")
    buffer = io.BytesIO()
    Image.effect_noise((400, 300), 80).save(buffer, "JPEG")
    (folder / "cut.jpg").write_bytes(buffer.getvalue()[: len(buffer.getvalue()) // 2])
    (folder / "empty.png").write_bytes(b"")
    (folder / "text.png").write_text("This is no picture.", "utf-8")
    (folder / "bomb.png").write_bytes(_png_header(60_000, 60_000))
    (folder / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")


def _png_header(width: int, height: int) -> bytes:
    """A valid PNG of a few hundred bytes that unpacks to gigabytes."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)), (b"IDAT", zlib.compress(bytes(99_999))))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*chunks, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + body


def _sounds(folder: Path) -> None:
    time = np.arange(2 * 16_000) / 16_000
    hum = (0.3 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
    for name, part in (
        ("speech.wav", 1.0),
        ("cut.wav", 0.5),
        ("cut.mp3", 0.5),
        ("cut.m4a", 0.5),
        ("cut-music.wav", 0.1),
    ):
        whole = write_sound(folder / f"whole-{name}", hum, 16_000).read_bytes()
        (folder / name).write_bytes(whole[: int(len(whole) * part)])
    write_sound(folder / "silent.wav", np.zeros(16_000, np.float32), 16_000)
    (folder / "text.mp3").write_text("la la la", "utf-8")
    (folder / "empty.wav").write_bytes(b"")


def _clips(folder: Path) -> None:
    whole = write_clip(folder / "mute.mp4", lambda n: np.full((36, 64, 3), 8 * n % 256, np.uint8), 25).read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])


def _texts(folder: Path) -> None:
    (folder / "notes.srt").write_text("Dear diary, nothing happened.", "utf-8")
    (folder / "latin1.srt").write_bytes("1\n00:00:00,000 --> 00:00:01,000\nCaf\xe9\n".encode("latin-1"))
    (folder / "latin1.txt").write_bytes("Caf\xe9".encode("latin-1"))
    (folder / "blank.txt").write_text(" \n\n", "utf-8")
    (folder / "hello.txt").write_text("Hi.", "utf-8")
    (folder / "broken.json").write_text('{"scenes": [}', "utf-8")
    (folder / "list.json").write_text("[1, 2]", "utf-8")
    (folder / "deep.json").write_text("[" * 200_000, "utf-8")
    (folder / "key.pem").write_text("no key", "utf-8")
