"""Opens a finished film again and says what is in it, without decoding it; `check` compares that with what was meant"""

from __future__ import annotations

import struct
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from understudy.errors import EngineError, InputError, Problem
from understudy.timing import FRAME_RATE, MIX_RATE, seconds

OPUS_FRAME = 960
"""Samples of an Opus packet as our encoder makes them (20 ms)."""

_MATRICES = {0: "rgb", 1: "bt709", 2: "", 5: "bt470bg", 6: "smpte170m", 9: "bt2020nc"}
_RANGES = {0: "", 1: "limited", 2: "full"}


@dataclass(frozen=True)
class Probe:
    """What is in a film file. `duration` in seconds is that of the longer of picture and sound.

    `bitrate` is the pictures' average, alpha included, in kbit/s. `primaries`, `transfer` and `matrix` are names for
    their ITU-T H.273 code points ('' : not tagged); `colour_range` is `limited`, `full` or ''. `samples` are those that
    are heard, without the codec's priming. `av_offset_ms`: how much later sound begins than picture (negative:
    earlier); `end_gap_ms`: how much later it ends. `faststart`: the index stands before the pictures (MP4, MOV; else
    True). `metadata` keys are in lower case, but for `AIGC`.
    """

    width: int
    height: int
    frames: int
    frame_rate: Fraction
    regular: bool
    duration: Fraction
    video_codec: str
    pixel_format: str
    alpha: bool
    primaries: str
    transfer: str
    matrix: str
    colour_range: str
    bitrate: int
    sound_codec: str
    sample_rate: int
    channels: int
    samples: int
    av_offset_ms: float
    end_gap_ms: float
    faststart: bool
    size_bytes: int
    metadata: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """The findings as plain JSON values."""
        return {**asdict(self), "frame_rate": float(self.frame_rate), "duration": round(float(self.duration), 6)}


@dataclass
class _Pictures:
    """What the packets of the picture stream say; times in the stream's own unit."""

    count: int = 0
    bytes: int = 0
    first: int = 0
    stop: int = 0
    total: int = 0

    def add(self, packet: Any) -> None:
        self.first = packet.pts if not self.count else min(self.first, packet.pts)
        self.stop = max(self.stop, packet.pts + packet.duration)
        self.count += 1
        self.total += packet.pts
        extra = packet.get_sidedata("matroska_block_additional") if _has(packet, "matroska_block_additional") else b""
        self.bytes += packet.size + len(bytes(extra))

    def regular(self, unit: Fraction) -> bool:
        """Whether the frames follow each other at exactly the film's rate."""
        step = 1 / (FRAME_RATE * unit)
        evenly = 2 * self.total == self.count * (2 * self.first + (self.count - 1) * step)
        return bool(evenly and self.stop - self.first == self.count * step)


@dataclass
class _Samples:
    """What the packets of the sound stream say."""

    count: int = 0
    first: int = 0
    stop: int = 0
    skipped: int = 0
    dropped: int = 0

    def add(self, packet: Any) -> None:
        self.first = packet.pts if not self.count else min(self.first, packet.pts)
        self.stop = max(self.stop, packet.pts + packet.duration)
        self.count += 1
        if _has(packet, "skip_samples"):
            start, end = struct.unpack_from("<II", bytes(packet.get_sidedata("skip_samples")))
            self.skipped, self.dropped = self.skipped + start, self.dropped + end

    def heard(self, codec: str, unit: Fraction, rate: int) -> int:
        """How many samples are heard. WebM counts in whole milliseconds, so Opus is counted by its packets."""
        if codec == "opus":
            return self.count * OPUS_FRAME - self.skipped - self.dropped
        return int((self.stop - self.first) * unit * rate) - self.skipped

    def begins(self, unit: Fraction, rate: int) -> Fraction:
        """When the first heard sample sounds, in seconds."""
        return self.first * unit + seconds(self.skipped, rate)


def _has(packet: Any, kind: str) -> bool:
    return bool(packet.has_sidedata(kind))


def probe(path: Path) -> Probe:
    """Read every packet of the film at `path`, decoding none.

    Raises `InputError` when it is missing, broken, or has not exactly one picture stream and one sound stream.
    """
    try:
        with av.open(str(path)) as container:
            return _probe(container, path)
    except OSError as error:
        raise InputError("film_unreadable", f"{path} cannot be read: {error.strerror}") from None
    except (av.FFmpegError, ValueError) as error:
        raise InputError("film_unreadable", f"{path} is not a film that can be read: {error}") from None


def _probe(container: Any, path: Path) -> Probe:
    if len(container.streams.video) != 1 or len(container.streams.audio) != 1:
        found = f"{len(container.streams.video)} picture and {len(container.streams.audio)} sound streams"
        raise InputError("film_streams", f"{path} has {found}", hint="a film has one of each")
    video, sound = container.streams.video[0], container.streams.audio[0]
    pictures, samples = _Pictures(), _Samples()
    for packet in container.demux(video, sound):
        if packet.size and packet.pts is not None:
            (pictures if packet.stream is video else samples).add(packet)
    rate = sound.rate
    heard = samples.heard(sound.codec_context.name, sound.time_base, rate)
    begins = samples.begins(sound.time_base, rate)
    shown, ends = pictures.first * video.time_base, pictures.stop * video.time_base
    length = ends - shown
    context = video.codec_context
    alpha = video.metadata.get("alpha_mode") == "1" or "a" in context.pix_fmt.replace("gray", "")
    return Probe(
        width=context.width,
        height=context.height,
        frames=pictures.count,
        frame_rate=video.average_rate or Fraction(0),
        regular=pictures.regular(video.time_base),
        duration=max(length, seconds(heard, rate)),
        video_codec=context.name,
        pixel_format=context.pix_fmt.replace("yuv4", "yuva4")
        if alpha and "yuv4" in context.pix_fmt
        else context.pix_fmt,
        alpha=alpha,
        primaries=_MATRICES.get(context.color_primaries, str(context.color_primaries)),
        transfer=_MATRICES.get(context.color_trc, str(context.color_trc)),
        matrix=_MATRICES.get(context.colorspace, str(context.colorspace)),
        colour_range=_RANGES.get(context.color_range, ""),
        bitrate=round(pictures.bytes * 8 / length / 1000) if length else 0,
        sound_codec=sound.codec_context.name,
        sample_rate=rate,
        channels=sound.codec_context.channels,
        samples=heard,
        av_offset_ms=round(float(begins - shown) * 1000, 3),
        end_gap_ms=round(float(begins + seconds(heard, rate) - ends) * 1000, 3),
        faststart=_index_first(path),
        size_bytes=path.stat().st_size,
        metadata={key if key == "AIGC" else key.lower(): value for key, value in container.metadata.items()},
    )


def _index_first(path: Path) -> bool:
    """Whether `moov` stands before `mdat`; True for containers that have neither."""
    with path.open("rb") as file:
        while len(header := file.read(8)) == 8:
            length, kind = int.from_bytes(header[:4], "big"), header[4:]
            if kind in (b"moov", b"mdat") or not kind.isalnum():
                return kind != b"mdat"
            if length == 1:
                length = int.from_bytes(file.read(8), "big")
                file.seek(length - 16, 1)
            elif length < 8:
                return True
            else:
                file.seek(length - 8, 1)
    return True


def check(
    found: Probe,
    *,
    size: tuple[int, int],
    frames: int,
    samples: int,
    alpha: bool,
    codec: str,
    sound_codec: str,
    tagged: bool,
) -> None:
    """Raise one `EngineError` that lists all in which the film differs from what it should be.

    Wanted: `size` (width, height), frames and samples counted exactly, picture and sound beginning within 1 ms and
    ending within one frame of each other, an index before the pictures, and BT.709 limited range where `tagged`.
    """
    frame_ms = 1000 / float(FRAME_RATE)
    colours = (found.primaries, found.transfer, found.matrix, found.colour_range)
    rows: list[tuple[str, object, object, bool]] = [
        ("size", (found.width, found.height), size, (found.width, found.height) == size),
        ("frames", found.frames, frames, found.frames == frames),
        ("frame rate", found.frame_rate, FRAME_RATE, found.frame_rate == FRAME_RATE or frames == 1),
        ("frame times", "uneven", "even", found.regular),
        ("samples", found.samples, samples, found.samples == samples),
        ("sample rate", found.sample_rate, MIX_RATE, found.sample_rate == MIX_RATE),
        ("channels", found.channels, 2, found.channels == 2),
        ("transparency", found.alpha, alpha, found.alpha == alpha),
        ("picture codec", found.video_codec, codec, found.video_codec == codec),
        ("sound codec", found.sound_codec, sound_codec, found.sound_codec == sound_codec),
        ("start of sound in ms", found.av_offset_ms, 0, abs(found.av_offset_ms) <= 1),
        ("end of sound in ms", found.end_gap_ms, 0, abs(found.end_gap_ms) <= frame_ms),
        ("colours", colours, "BT.709 limited", not tagged or colours == ("bt709", "bt709", "bt709", "limited")),
        ("index", "at the end", "at the front", found.faststart),
    ]
    wrong = [
        Problem("film_wrong", f"{name}: found {is_}, wanted {wanted}") for name, is_, wanted, right in rows if not right
    ]
    if wrong:
        raise EngineError.of(wrong)
