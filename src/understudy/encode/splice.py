"""Joins segments to a film without encoding their pictures again, and lays the sound under them.

Every segment begins with a key frame and refers to nothing outside itself (closed groups of pictures), and all of them
come from the same encoder with the same settings, so their packets only need new times: frame n of the film is shown at
n / 25 s, whichever segment it comes from. Sound is encoded here, once, from beginning to end: pieces of AAC or Opus
that are joined would each bring their priming along, and sound would slip by 5 ms a joint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from understudy.encode.failures import failure
from understudy.encode.media import sound_frame
from understudy.encode.movie_file import FAILURES, MovieFile
from understudy.encode.probe import Probe, check, probe
from understudy.encode.profiles import Profile, profile_of
from understudy.encode.segment_file import open_segment, packets
from understudy.errors import EngineError
from understudy.production import Codec
from understudy.timing import FRAME_RATE, MIX_RATE, sample_at_frame

Stereo = npt.NDArray[np.float32]

SAMPLES_A_FRAME = int(MIX_RATE / FRAME_RATE)


def splice(
    segments: Iterable[Path],
    sound: Iterable[Stereo],
    path: Path,
    codec: Codec,
    size: tuple[int, int],
    *,
    alpha: bool = False,
    metadata: Mapping[str, str] | None = None,
) -> Probe:
    """Write the film of `segments`, in their order, to `path`; answers what was found in the finished file.

    `sound` are blocks of (n, 2) float32 at 48 kHz in [-1, 1], as long as the pictures, or up to a frame shorter: then
    it ends in silence. Both are taken as they are needed, so segments may still be in the making. The file is written
    aside, checked and renamed. Raises `ResourceError` when it cannot be written, and `EngineError` when segments do not
    fit together, sound and pictures differ in length, or the finished file is not what was put in.
    """
    profile = profile_of(codec)
    with MovieFile(path, profile, profile.container_options, metadata) as file:
        join = _Join(file, profile, iter(sound))
        for segment in segments:
            join.add(segment)
        join.end()
        return file.finish(lambda partial: _checked(partial, join, profile, size, alpha))


def _checked(partial: Path, join: _Join, profile: Profile, size: tuple[int, int], alpha: bool) -> Probe:
    found = probe(partial)
    check(
        found,
        size=size,
        frames=join.frames,
        samples=join.samples,
        alpha=alpha,
        codec=profile.codec_name,
        sound_codec=profile.sound_codec,
        tagged=profile.yuv,
    )
    return found


class _Join:
    """A film while it is joined: `frames` and `samples` so far."""

    def __init__(self, file: MovieFile, profile: Profile, sound: Iterator[Stereo]) -> None:
        self.frames = self.samples = 0
        self._file, self._profile, self._source = file, profile, sound
        self._video: Any = None
        self._sound: Any = None

    def add(self, segment: Path) -> None:
        """Copy the pictures of one segment, and encode the sound that belongs to them."""
        with open_segment(segment) as stream:
            if self._video is None:
                self._open(stream)
            elif stream.codec_context.extradata != self._video.codec_context.extradata:
                hint = "film all segments with the same version on the same kind of machine"
                raise EngineError("segments_differ", f"{segment.name} was encoded with other settings", hint=hint)
            count = 0
            for number, packet in packets(stream):
                self._copy(packet, self.frames + number, self.frames + count)
                count += 1
                if self.samples < sample_at_frame(self.frames + count, MIX_RATE):
                    self._add_sound(next(self._source, None))
            self.frames += count

    def end(self) -> None:
        """All sound that is left, and what the encoder still holds."""
        for block in self._source:
            self._add_sound(block)
        missing = sample_at_frame(self.frames, MIX_RATE) - self.samples
        if not self.frames or not 0 <= missing < SAMPLES_A_FRAME:
            text = f"{self.frames} frames and {self.samples} samples were given"
            raise EngineError(
                "film_uneven", text, hint=f"{self.samples + missing} samples belong to {self.frames} frames"
            )
        self._add_sound(np.zeros((missing, 2), np.float32))
        self._mux(self._encoded(None))

    def _open(self, template: Any) -> None:
        """Both streams of the film; the pictures' is what the first segment's is."""
        container, profile = self._file.container, self._profile
        try:
            video = container.add_stream_from_template(template, rate=FRAME_RATE)
            if template.metadata.get("alpha_mode") == "1":  # WebM: the container says so, the pictures do not
                video.pix_fmt = profile.transparent
            sound = container.add_stream(profile.sound_encoder, rate=MIX_RATE, layout="stereo")
            sound.codec_context.format = profile.sound_format
            sound.codec_context.time_base = Fraction(1, MIX_RATE)
            if profile.sound_bitrate:
                sound.codec_context.bit_rate = profile.sound_bitrate
            container.start_encoding()
        except FAILURES as error:
            raise failure(error, self._file.path, "opening") from error
        self._video, self._sound = video, sound

    def _copy(self, packet: Any, shown: int, decoded: int) -> None:
        """One packet, its frame shown as number `shown` of the film and decoded as number `decoded`."""
        packet.stream = self._video
        packet.time_base = 1 / FRAME_RATE
        packet.pts, packet.dts, packet.duration = shown, decoded - self._profile.reordered, 1
        if packet.dts > packet.pts:
            text = f"frame {shown} is decoded {packet.dts - packet.pts} frames too late"
            raise EngineError("segments_differ", text, hint="the encoder reorders more frames than its profile says")
        self._mux(packet)

    def _add_sound(self, block: Stereo | None) -> None:
        if block is None or not len(block):
            return
        frame = sound_frame(block, self._profile)
        frame.pts, frame.time_base = self.samples, Fraction(1, MIX_RATE)
        self.samples += len(block)
        self._mux(self._encoded(frame))

    def _encoded(self, frame: Any) -> Any:
        try:
            return self._sound.encode(frame)
        except FAILURES as error:
            raise failure(error, self._file.path, "encoding") from error

    def _mux(self, packets: Any) -> None:
        try:
            self._file.container.mux(packets)
        except FAILURES as error:
            raise failure(error, self._file.path, "writing") from error
