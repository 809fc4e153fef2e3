"""Sound out of any media file that FFmpeg reads, block by block, every sample at its right time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import av
import av.error
import numpy as np
import numpy.typing as npt

from understudy.errors import InputError
from understudy.timing import nearest

Stereo = npt.NDArray[np.float32]

LONGEST_GAP = Fraction(1, 50)
"""Seconds by which a file's time stamps may disagree with its sample count before samples are added or dropped:
Matroska rounds its time stamps to milliseconds, and that must not tear the sound."""
LONGEST = 10 * 3600
"""Seconds of sound that are read at most."""
_ONLY = {
    "format_whitelist": "wav,w64,aiff,au,caf,mp3,aac,ac3,flac,ogg,amr,mov,matroska,asf,avi,flv,mpeg,mpegts,ape,tta",
    "protocol_whitelist": "file",
}
"""Containers of sound and films by FFmpeg's names. No others: playlists and the like could make it open files and
addresses of their author's choice."""
_EXACT = ("mov", "flac", "matroska")  # containers whose header knows the length of the sound exactly
_ENDLESS = 0x7FFF_0000  # WAV headers of programs that write to a pipe promise this much or more


class AudioFile:
    """The first audio stream of a file; use as a context manager.

    Encoder delay (the priming samples of MP3, AAC and Opus) is cut as the file declares it. Raises `InputError` with
    the codes `file_missing`, `file_unreadable`, `file_empty`, `media_unreadable` and `audio_missing`.
    """

    def __init__(self, file: Path, *, scene: int | None = None, field: str | None = None) -> None:
        self.file, self._scene, self._field = file, scene, field
        self._check_file()
        try:
            self._container: Any = av.open(str(file), options=_ONLY)
        except av.error.FFmpegError as error:
            if _has_no_index(file):
                text = f"{file.name} is cut off: its index, which is written last, is missing"
                self.fail("media_unreadable", text, "copy or export it again")
            if isinstance(error, (av.error.InvalidDataError, av.error.ArgumentError)):  # the latter: not in `_ONLY`
                self.fail("media_unreadable", f"{file.name} is no sound or film file, or is damaged", _READABLE)
            self.fail("media_unreadable", f"{file.name} cannot be read: {_reason(error)}", _READABLE)
        except (OSError, ValueError) as error:
            self.fail("media_unreadable", f"{file.name} cannot be read: {error}", _READABLE)
        if not self._container.streams.audio:
            self._container.close()
            self.fail("audio_missing", f"{file.name} holds no sound", "give a file with an audio stream")
        self._stream: Any = self._container.streams.audio[0]
        self.rate = int(self._stream.rate or 0)
        self.channels = int(self._stream.channels or 0)
        if not self.rate or not self.channels:
            self._container.close()
            self.fail("media_unreadable", f"{file.name}: the sound's rate is not known", _READABLE)
        self.length = 0
        """Samples read so far, per channel."""
        self.damaged = 0
        """Packets that could not be decoded so far; silence stands in their place."""
        self.packets = 0
        self._promised_bytes = _promised_by_wav(file)

    def blocks(self) -> Iterator[Stereo]:
        """All samples from the first one on, at the file's own rate, shape (n, 2); a mono file fills both columns."""
        yield from self._on_clock(None)

    def blocks_with_picture(self) -> Iterator[Stereo]:
        """All samples from the moment on at which the file's first picture shows (its own start without pictures)."""
        zero: Fraction | None = None
        if self._container.streams.video:
            video = self._container.streams.video[0]
            if video.start_time is not None and video.time_base is not None:
                zero = video.start_time * video.time_base
        yield from self._on_clock(zero)

    @property
    def promised_length(self) -> Fraction | None:
        """Seconds of sound that the file's header promises; None when it does not say."""
        if self._stream.duration and self._stream.time_base:
            return Fraction(self._stream.duration * self._stream.time_base)
        length = self._container.duration
        return Fraction(length, av.time_base) if length else None

    @property
    def picture_length(self) -> Fraction | None:
        """Seconds that the file's pictures last, as its header says; None when it does not say or has none."""
        for video in self._container.streams.video:
            if video.duration and video.time_base:
                return Fraction(video.duration * video.time_base)
            if self._container.duration:
                return Fraction(self._container.duration, 1_000_000)
        return None

    def missing(self) -> Fraction:
        """Seconds that the file's header promises and that were not there, once all blocks were read."""
        promised = self._promised()
        return max(Fraction(0), promised - Fraction(self.length, self.rate)) if promised is not None else Fraction(0)

    def fail(self, code: str, message: str, hint: str) -> NoReturn:
        """Raise the `InputError` for this file, with its place in the document."""
        raise InputError(code, message, hint=hint, scene=self._scene, field=self._field) from None

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def __enter__(self) -> AudioFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_file(self) -> None:
        try:
            size = self.file.stat().st_size
            if self.file.is_dir():
                self.fail("file_unreadable", f"{self.file} is a folder", "give a sound file")
            self.file.open("rb").close()
        except FileNotFoundError:
            self.fail("file_missing", f"{self.file} does not exist", "check the path")
        except OSError as error:
            self.fail("file_unreadable", f"{self.file} cannot be read: {error.strerror}", "check its permissions")
        if not size:
            self.fail("file_empty", f"{self.file.name} is empty (0 bytes)", _READABLE)

    def _promised(self) -> Fraction | None:
        if self._promised_bytes is not None:
            return self._promised_bytes
        exact = any(name in self._container.format.name for name in _EXACT)
        if "mp3" in self._container.format.name:
            exact = _has_frame_count(self.file)
        if not exact:
            return None
        if self._stream.duration and self._stream.time_base:
            return Fraction(self._stream.duration * self._stream.time_base)
        if self._container.duration and not self._container.streams.video:
            return Fraction(self._container.duration, 1_000_000)
        return None

    def _on_clock(self, zero: Fraction | None) -> Iterator[Stereo]:
        """Decoded blocks laid on one clock: gaps are filled with silence, overlaps cut. None: the first one is zero."""
        for time, block in self._decoded():
            if zero is None:
                zero = time if time is not None else Fraction(0)
            ahead = 0
            if time is not None:
                ahead = nearest((time - zero) * self.rate) - self.length
            if abs(ahead) <= (LONGEST_GAP * self.rate if self.length else 0):
                ahead = 0
            if (self.length + max(ahead, 0) + len(block)) > LONGEST * self.rate:
                self.fail("audio_too_long", f"{self.file.name} is longer than 10 hours", "cut it into parts")
            while ahead > 0:
                step = min(ahead, self.rate)
                self.length, ahead = self.length + step, ahead - step
                yield np.zeros((step, 2), np.float32)
            block = block[-ahead:] if ahead < 0 else block
            self.length += len(block)
            if len(block):
                yield block

    def _decoded(self) -> Iterator[tuple[Fraction | None, Stereo]]:
        """Every frame with its time in seconds, as stereo float32 at the file's rate."""
        shape: Any = None
        converter: Any = None
        for frame in self._frames():
            found = (frame.format.name, frame.layout.name, frame.sample_rate)
            if found != shape:
                layout = frame.layout.name if frame.layout.nb_channels <= 2 else "stereo"
                shape, converter = found, av.AudioResampler("fltp", layout, self.rate)
            time = frame.pts * frame.time_base if frame.pts is not None and frame.time_base else None
            for part in converter.resample(frame):
                samples = np.broadcast_to(part.to_ndarray().T, (part.samples, 2))
                yield time, np.nan_to_num(np.ascontiguousarray(samples, np.float32), posinf=1, neginf=-1)
                time = None

    def _frames(self) -> Iterator[Any]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                self.damaged += 1
                return
            if packet is None:
                return
            self.packets += 1
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self.damaged += 1
                continue
            yield from frames


_READABLE = "WAV, MP3, M4A and whatever else FFmpeg reads can be used"


def _reason(error: Any) -> str:
    return str(getattr(error, "strerror", "") or error)


def _has_no_index(file: Path) -> bool:
    """Whether this is an MP4 or M4A whose index (`moov`), written last, is missing from its top level."""
    with file.open("rb") as source:
        if source.read(8)[4:] != b"ftyp":
            return False
        source.seek(0)
        while len(head := source.read(8)) == 8:
            size = int.from_bytes(head[:4], "big")
            if head[4:] == b"moov":
                return False
            if size == 1:
                size = int.from_bytes(source.read(8), "big") - 8
            if size < 8:
                return True
            source.seek(size - 8, 1)
    return True


def _promised_by_wav(file: Path) -> Fraction | None:
    """Seconds that a WAV header promises; None for other files, and for WAV written to a pipe."""
    with file.open("rb") as source:
        head = source.read(12)
        if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
            return None
        bytes_a_second = 0
        while len(head := source.read(8)) == 8:
            name, size = head[:4], int.from_bytes(head[4:8], "little")
            if name == b"fmt ":
                bytes_a_second = int.from_bytes(source.read(size)[8:12], "little")
                continue
            if name == b"data":
                return Fraction(size, bytes_a_second) if bytes_a_second and 0 < size < _ENDLESS else None
            source.seek(size + size % 2, 1)
    return None


def _has_frame_count(file: Path) -> bool:
    """Whether an MP3 says how many frames it has (a Xing, Info or VBRI header in its first frame)."""
    with file.open("rb") as source:
        head = source.read(10)
        if head[:3] == b"ID3" and len(head) == 10:
            source.seek(10 + sum(byte << (7 * (3 - place)) for place, byte in enumerate(head[6:10])))
        else:
            source.seek(0)
        start = source.read(4096)
    return any(mark in start for mark in (b"Xing", b"Info", b"VBRI"))
