"""A video clip that can be looked at at any moment: exact times, random access, one decoded frame in memory.

Opening reads all packets once without decoding them (what the file holds, and where it can be entered), and decodes the
first frame. After that `frame_at` seeks when going back or far ahead and else decodes on; both ways give the same
frame. Decoders are FFmpeg's (PyAV). WebM's alpha is decoded by libvpx, because FFmpeg's own VP8 and VP9 drop it.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.codec.context import ThreadType
from av.container import InputContainer
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from understudy.errors import InputError, Warning
from understudy.timing import nearest

LARGEST_PICTURE = 8192 * 4352
"""Pixels of a frame that is decoded at all (8K); every decoder keeps several of them."""

MOST_THREADS = 4
"""Decoder threads; each holds a frame."""

FAR = 12
"""Frames ahead from which seeking is quicker than decoding on (by trial, H.264 1080p, 2026-11-22)."""

ROUNDING = Fraction(1, 2000)
"""Seconds by which a frame may show early: containers round times to ticks, of a millisecond in MKV, WebM and FLV."""

TRUNCATED = Fraction(1, 5)
"""Seconds that a file may hold less than its header says before it counts as cut off."""

LIMIT_SIDES, LIMIT_RATE, LIMIT_BYTES = (1920, 1080), 30, 2**30
"""What the contract promises to accept for overlay videos: 1080p either way round, 30 frames a second, 1 GB."""

_ONLY = {"format_whitelist": "mov,matroska,flv,live_flv,asf,avi", "protocol_whitelist": "file"}
"""Containers of the contract (mov is MP4, M4V, MOV and 3GP; matroska WebM too; asf WMV). No others: playlists and the
like could make the decoder open files and addresses of their author's choice."""

_UPRIGHT = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}
"""Signs of a, b, c, d of the display matrix (ISO/IEC 14496-12, 8.3.2) to the Exif orientation that does the same."""


@dataclass(frozen=True)
class Index:
    """What the packets say, in units of the stream's time base: display `times` in order, and the `entries`.

    `counted`: the packets carry no display times (AVI gives them the order of decoding), so frames are told apart by
    counting from the beginning.
    """

    times: list[int]
    entries: list[int]
    end: int
    counted: bool


class Footage:
    """A clip. `duration` is the exact length of its picture in seconds, `natural_size` its (width, height) upright and
    with square pixels, `orientation` the Exif number that turns its frames upright, `has_alpha` whether they may be
    transparent, `sound_delay` how long after the first frame its sound begins (negative: before), None when it is mute.

    `warnings` may grow while frames are read: a clip that breaks in the middle holds its last good frame.
    Raises `InputError`: `file_missing`, `file_unreadable`, `clip_unknown`, `clip_broken`, `clip_without_picture`.
    """

    def __init__(self, file: Path, *, scene: int | None = None, field: str | None = None) -> None:
        self.file, self.warnings = file, list[Warning]()
        self._place = (scene, field)
        self._container, self._stream = self._open()
        self._base = _exact(self._stream.time_base or Fraction(1, 1000))
        self._index = self._scan()
        self._restart()
        self._ahead = next(self._decoded, None)
        if self._ahead is None:
            raise self._error("clip_broken", "holds no frame that can be decoded", "export it again")
        self._current = self._ahead
        first = self._current[1]
        self._start = self._index.times[0]
        self.duration = (self._index.end - self._start) * self._base
        self.orientation = _orientation(first)
        self.has_alpha = any(component.is_alpha for component in first.format.components)
        self.natural_size = self._natural_size(first)
        self._warn_about(first)

    def index_at(self, time: Fraction) -> int:
        """Number of the frame that is on screen `time` seconds after the clip's beginning (counted from 0)."""
        tick = self._start + (time + min(self._base / 2, ROUNDING)) / self._base
        return max(bisect_right(self._index.times, tick) - 1, 0)

    @property
    def last(self) -> int:
        """Number of the last frame."""
        return len(self._index.times) - 1

    def frame(self, index: int) -> VideoFrame:
        """Frame `index` as it is stored: not turned, not scaled. Same pixels in whatever order frames are asked for."""
        wanted = self._index.times[index]
        key = self._index.entries[max(bisect_right(self._index.entries, wanted) - 1, 0)]
        back = wanted < self._current[0]
        if back or (self._ahead is not None and self._order(key) - self._order(self._current[0]) > FAR):
            self._enter(key)
        while self._ahead is not None and self._ahead[0] <= wanted:
            self._current = self._ahead
            self._ahead = next(self._decoded, None)
        return self._current[1]

    def _order(self, time: int) -> int:
        return bisect_right(self._index.times, time)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _open(self) -> tuple[InputContainer, VideoStream]:
        try:
            if not self.file.stat().st_size:
                raise self._error("clip_broken", "is empty (0 bytes)", "copy or export the clip again")
            container = av.open(str(self.file), "r", options=_ONLY, metadata_errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            raise self._error("file_missing", "does not exist", "check the path") from None
        except (PermissionError, IsADirectoryError) as error:
            raise self._error("file_unreadable", f"cannot be read: {error.strerror}") from None
        except av.error.FFmpegError:
            hint = "give an MP4, M4V, MKV, MOV, FLV, 3GP, WMV, AVI or WebM file that plays"
            raise self._error("clip_unknown", "is not a video, or is cut off before its index", hint) from None
        stream = next((s for s in container.streams.video if not s.disposition & s.disposition.attached_pic), None)
        if stream is None:
            container.close()
            raise self._error("clip_without_picture", "holds no video stream", "give a clip with a picture")
        context = stream.codec_context
        if context is None or context.width * context.height > LARGEST_PICTURE:
            container.close()
            found = "is of a codec that cannot be decoded" if context is None else "is larger than 8K"
            raise self._error("clip_unknown", found, "convert it to H.264 at 1080p")
        return container, stream

    def _scan(self) -> Index:
        """Read every packet once. Raises `clip_broken` for a file that holds less than its header promises."""
        shown: list[tuple[int | None, int | None, int, bool]] = []
        reached = Fraction(0)
        beginning: Fraction | None = None
        with suppress(av.error.FFmpegError):  # a damaged end reads as an early end, which is checked below
            for packet in self._container.demux():
                moment = packet.pts if packet.pts is not None else packet.dts
                if moment is not None and packet.time_base:
                    begun = moment * _exact(packet.time_base)
                    beginning = begun if beginning is None else min(beginning, begun)
                    reached = max(reached, begun + (packet.duration or 0) * _exact(packet.time_base))
                if packet.stream is self._stream and packet.size and not packet.is_discard:
                    shown.append((packet.pts, packet.dts, packet.duration or 0, packet.is_keyframe))
        if not shown:
            raise self._error("clip_broken", "holds no frames", "copy or export the clip again")
        if self._container.duration is None:
            self._warn("clip_unfinished", "does not say how long it is; its end may be missing", "export it again")
        promised = Fraction(self._container.duration or 0, av.time_base)
        held = reached - min(beginning or Fraction(0), Fraction(0))
        if promised - held > TRUNCATED:
            found = f"is cut off: it holds {float(held):.2f} s of {float(promised):.2f} s"
            raise self._error("clip_broken", found, "copy or export the clip again")
        return self._make_index(shown)

    def _make_index(self, shown: list[tuple[int | None, int | None, int, bool]]) -> Index:
        rate = _exact(self._stream.average_rate or self._stream.guessed_rate or Fraction(25))
        step = max(nearest(1 / rate / self._base), 1)
        times = sorted({pts for pts, _, _, _ in shown if pts is not None})
        numbers = self._container.format.name == "avi" and not all(key for _, _, _, key in shown)
        counted = numbers or any(pts is None for pts, _, _, _ in shown)
        if counted:
            decoded = [dts for _, dts, _, _ in shown if dts is not None]
            same = len(set(decoded)) == len(shown)
            times = sorted(decoded) if same else [nearest(number / rate / self._base) for number in range(len(shown))]
            return Index(times, times[:1], times[-1] + step, counted=True)
        entries = sorted({pts for pts, _, _, key in shown if key and pts is not None}) or times[:1]
        last = max(shown, key=lambda entry: entry[0] or 0)
        return Index(times, entries, times[-1] + (last[2] or step), counted=False)

    def _enter(self, key: int) -> None:
        """Go on decoding at the entry `key`; from the beginning where seeking does not land at or before it."""
        self._restart(None if self._index.counted or key <= self._index.entries[0] else key)
        self._ahead = next(self._decoded, None)
        if self._ahead is None or self._ahead[0] > key:
            self._container.close()
            self._container, self._stream = self._open()
            self._restart()
            self._ahead = next(self._decoded, None)
        if self._ahead is not None:
            self._current = self._ahead

    def _restart(self, key: int | None = None) -> None:
        if key is None:
            self._container.close()
            self._container, self._stream = self._open()
        else:
            self._container.seek(key, stream=self._stream, backward=True, any_frame=False)
        self._decoded = self._decode(self._decoder(), key)

    def _decoder(self) -> VideoCodecContext:
        """The stream's decoder, or libvpx's for WebM with alpha."""
        context: VideoCodecContext = self._stream.codec_context
        name = _ALPHA_DECODERS.get(context.codec.name)
        if name and self._stream.metadata.get("alpha_mode") == "1":
            context = VideoCodecContext.create(name, "r")  # type: ignore[assignment]
            context.extradata = self._stream.codec_context.extradata
        if not context.is_open:
            context.thread_type, context.thread_count = ThreadType.AUTO, MOST_THREADS
        return context

    def _decode(self, decoder: VideoCodecContext, key: int | None) -> Iterator[tuple[int, VideoFrame]]:
        """(time, frame) from here on in display order. After seeking to the entry `key`: from there on, or nothing at
        all when the file was not entered at or before it."""
        number, entered = 0, key is None
        for packet in self._packets():
            if not entered and packet is not None:
                if not packet.is_keyframe or packet.pts is None or key is None or packet.pts > key:
                    return
                entered = True
            try:
                frames = decoder.decode(packet)
            except EOFError:
                return
            except av.error.FFmpegError:
                self._warn_once(packet)
                continue
            for frame in frames:
                time = self._time(frame, number)
                number += 1
                if key is None or time >= key:
                    yield time, frame

    def _packets(self) -> Iterator[Packet[VideoStream] | None]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                packet = None
            if packet is None or (packet.dts is None and not packet.size):
                break
            yield packet
        yield None

    def _time(self, frame: VideoFrame, number: int) -> int:
        times = self._index.times
        if self._index.counted or frame.pts is None:
            return times[min(number, len(times) - 1)]
        return frame.pts

    def _natural_size(self, frame: VideoFrame) -> tuple[int, int]:
        aspect = _exact(self._stream.sample_aspect_ratio or Fraction(1))
        width = nearest(frame.width * aspect) if aspect > 0 else frame.width
        return (frame.height, width) if self.orientation >= 5 else (width, frame.height)

    @property
    def sound_delay(self) -> Fraction | None:
        """Seconds from the first frame to the first sound sample; None for a clip without sound."""
        sound = next(iter(self._container.streams.audio), None)
        if sound is None:
            return None
        return (sound.start_time or 0) * _exact(sound.time_base or self._base) - self._start * self._base

    def _warn_about(self, frame: VideoFrame) -> None:
        sides = sorted(self.natural_size, reverse=True)
        if sides[0] > LIMIT_SIDES[0] or sides[1] > LIMIT_SIDES[1]:
            found = f"is {frame.width}x{frame.height}; above 1080p it costs time and shows no better"
            self._warn("clip_large", found, "scale it to 1080p")
        rate = (len(self._index.times) - 1) / self.duration if self.duration else Fraction(0)
        if rate > LIMIT_RATE:
            found = f"has {float(rate):.3g} frames a second; the film shows 25 of them"
            self._warn("clip_fast", found, "30 or fewer are enough")
        if self.file.stat().st_size > LIMIT_BYTES:
            self._warn("clip_heavy", "is larger than 1 GB", "a smaller file opens faster")
        if frame.color_trc in (16, 18):  # SMPTE ST 2084, ARIB STD-B67
            self._warn("clip_hdr", "is HDR; it is shown without tone mapping and looks flat", "export it as SDR")
        if frame.interlaced_frame:
            self._warn("clip_interlaced", "is interlaced; moving edges show combs", "deinterlace it")

    def _warn_once(self, packet: Packet[VideoStream] | None) -> None:
        if any(warning.code == "clip_damaged" for warning in self.warnings):
            return
        ticks = (packet.pts if packet.pts is not None else packet.dts) if packet is not None else None
        at = "" if ticks is None else f" at {float((ticks - self._index.times[0]) * self._base):.2f} s"
        found = f"is damaged{at}; its last good frame is held until the next"
        self._warn("clip_damaged", found, "copy or export the clip again")

    def _warn(self, code: str, found: str, hint: str) -> None:
        self.warnings.append(Warning(code, f"the clip {self.file} {found}", hint, *self._place))

    def _error(self, code: str, found: str, hint: str = "") -> InputError:
        scene, field = self._place
        return InputError(code, f"the clip {self.file} {found}", hint=hint, scene=scene, field=field)


_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9", "libvpx": "libvpx", "libvpx-vp9": "libvpx-vp9"}


def _exact(value: Any) -> Fraction:
    """A rational of FFmpeg as ours."""
    return Fraction(value.numerator, value.denominator)


def _orientation(frame: VideoFrame) -> int:
    """Exif orientation of the display matrix that travels with `frame`; 1 without one. Odd angles go to the nearest."""
    matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return 1
    a, b, _, c, d = struct.unpack("<5i", bytes(matrix)[:20])
    kept = (0, b, c, 0) if abs(b) > abs(a) else (a, 0, 0, d)
    return _UPRIGHT.get(_signs(*kept), 1)


def _signs(a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
    return (a > 0) - (a < 0), (b > 0) - (b < 0), (c > 0) - (c < 0), (d > 0) - (d < 0)
