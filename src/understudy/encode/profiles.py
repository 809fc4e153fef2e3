"""How each codec is encoded: container, pixel and sound formats, rate control. Every number was measured.

The same frames give the same file, run by run. That decides three things. The number of encoder threads depends on the
size alone, because it changes the bits. Each thread encodes a frame: where threads share one, slice by slice, which is
what PyAV asks for where nothing is said, x264 gave another file in some 7 of 1,000 runs of 25 frames on a busy machine;
frame by frame in none of 2,900 (PyAV 18.1, 640×360, 2026-11-26). And H.264 is not limited by a VBV, because x264 then
plans with the row sizes that its other threads happen to have reached: four runs of one 1080p film gave four files
(2026-11-22). The comments named "Rate control" say what limits the bitrate instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from understudy.production import Codec

GROUP = 50
"""Frames of a closed group of pictures: two seconds, after which films can be cut and joined, and players can jump."""

LARGE, LARGE_THREADS = 1920 * 1080, 2
"""Pixels above which H.264 has that many encoder threads; up to there it has one. The one-minute film took 16.7 s on 2
cores with one, 16.4 s with 2, 16.5 s with 3 and 16.6 s with 6 of them, as rendering keeps the other core busy
(2026-11-26); one needs the least memory and work. More cores film more segments at a time (`filming/crew.py`)."""


@dataclass(frozen=True)
class Profile:
    """One codec in one container. `opaque` and `transparent` are FFmpeg pixel formats ('' : cannot be transparent).

    `yuv`: pictures are BT.709 limited range and tagged so; otherwise they stay RGB. `decoder` is FFmpeg's decoder that
    gives the transparency back; `codec_name` and `sound_codec` are what a probe finds. `sound_bitrate` in bit/s, 0 for
    PCM. `reordered`: how many frames a decoder is ahead of the one it shows (B frames are shown after what they need).
    `large_threads` are those for pictures of more than `LARGE` pixels, where they are others.
    """

    codec: Codec
    container: str
    suffix: str
    encoder: str
    decoder: str
    codec_name: str
    opaque: str
    transparent: str
    yuv: bool
    sound_encoder: str
    sound_codec: str
    sound_format: str
    sound_bitrate: int
    threads: int
    options: Mapping[str, str]
    container_options: Mapping[str, str]
    reordered: int = 0
    large_threads: int = 0

    def threads_for(self, size: tuple[int, int]) -> int:
        """Encoder threads for pictures of this size: a constant, because their number changes the bits."""
        return self.large_threads or self.threads if size[0] * size[1] > LARGE else self.threads

    def video_options(self, bitrate: int) -> dict[str, str]:
        """Encoder options for an average of `bitrate` kbit/s."""
        return {name: value.format(kbits=bitrate) for name, value in self.options.items()}


_MOVIE = MappingProxyType({"fflags": "+bitexact", "movflags": "+faststart+use_metadata_tags"})
"""The index before the pictures, so that a film plays while it loads; any metadata key is kept, also `AIGC`."""

_WEB = MappingProxyType({"fflags": "+bitexact"})
"""No random track numbers, which would make every file another one."""

SEGMENT_OPTIONS = MappingProxyType({"fflags": "+bitexact"})
"""A segment's file is only read to be joined: its index may stand at the end."""

_FIXED = {"g": str(GROUP), "keyint_min": str(GROUP)}
"""Key frames at fixed places only, so that pictures and alpha, two streams in libvpx with the same settings, have them
together. The bitrate asked for is that of each; a figure's alpha needs a few percent of it."""

_EVEN = {
    **{"b": "{kbits}k", "minrate": "{kbits}k", "maxrate": "{kbits}k", "bufsize": "{kbits}k"},
    "lag-in-frames": "0",
}
"""What makes libvpx keep a constant bitrate, with a buffer of one second, and without frames that it looks ahead at
and does not need then (a third of a gigabyte at 1080p with alpha)."""

PROFILES: Mapping[Codec, Profile] = MappingProxyType(
    {
        # Rate control: average bitrate, but no block finer than quantiser 17, where pictures look like their source
        # (luma PSNR 53 dB on a presenter-like film at a tenth of the 5 Mbit/s it might have used; CRF 21 is as large).
        # So a busy film averages what was asked (from 300 to 12000 kbit/s: within 1 % over 20 s, 7 % over 4 s and 2 s),
        # an easy one far less.
        Codec.H264: Profile(
            Codec.H264,
            container="mp4",
            suffix=".mp4",
            encoder="libx264",
            decoder="h264",
            codec_name="h264",
            opaque="yuv420p",
            transparent="",
            yuv=True,
            sound_encoder="aac",
            sound_codec="aac",
            sound_format="fltp",
            sound_bitrate=192_000,
            threads=1,
            large_threads=LARGE_THREADS,
            options=MappingProxyType(
                {
                    "preset": "veryfast",  # "faster" takes 1.7 times as long for 0.6 dB, "superfast" looks blocky
                    "b": "{kbits}k",
                    "qmin": "17",
                    "g": str(GROUP),
                    "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0:open-gop=0"
                    ":lookahead-threads=1:cpu-independent=1",  # the same bits on every x86 or ARM processor
                }
            ),
            container_options=_MOVIE,
            reordered=2,
        ),
        # Rate control: constant bitrate with a floor, quantiser 8 of 63, below which pictures cost less (PSNR 51 dB).
        # A busy film averages 0 to 4 % below what was asked (200 to 1200 kbit/s at 320×180, 3 to 12 s; libvpx's own
        # constrained quality: 6 % below to 11 % above), an easy one far less. One thread: two of them wait in a busy
        # loop: under other load they took 15 times as long (40.8 instead of 2.8 s for 200 frames of 640×360).
        Codec.VP8: Profile(
            Codec.VP8,
            container="webm",
            suffix=".webm",
            encoder="libvpx",
            decoder="libvpx",
            codec_name="vp8",
            opaque="yuv420p",
            transparent="yuva420p",
            yuv=True,
            sound_encoder="libopus",
            sound_codec="opus",
            sound_format="flt",
            sound_bitrate=128_000,
            threads=1,
            options=MappingProxyType(
                {**_EVEN, "qmin": "8", "deadline": "good", "cpu-used": "5", "auto-alt-ref": "0", **_FIXED}
            ),
            container_options=_WEB,
        ),
        # Rate control: constant bitrate with a floor, quantiser 12 of 63, below which pictures cost less (PSNR 50 dB).
        # A busy film averages within 3 % of what was asked over 4 s and more (300 to 6000 kbit/s), thanks to the cyclic
        # refresh of aq-mode 3 (22 % too much without). libvpx's constrained quality and its variable bitrate overshot
        # by 13 to 50 %; "good" speeds take 7 to 9 times as long as "realtime" 7 for 0.5 dB. None reads the clock.
        Codec.VP9: Profile(
            Codec.VP9,
            container="webm",
            suffix=".webm",
            encoder="libvpx-vp9",
            decoder="libvpx-vp9",
            codec_name="vp9",
            opaque="yuv420p",
            transparent="yuva420p",
            yuv=True,
            sound_encoder="libopus",
            sound_codec="opus",
            sound_format="flt",
            sound_bitrate=128_000,
            threads=4,
            options=MappingProxyType(
                {
                    **_EVEN,
                    "undershoot-pct": "100",
                    "overshoot-pct": "100",
                    "aq-mode": "3",
                    "qmin": "12",
                    "deadline": "realtime",
                    "cpu-used": "7",
                    "auto-alt-ref": "0",
                    "row-mt": "1",
                    "tile-columns": "2",
                    **_FIXED,
                }
            ),
            container_options=_WEB,
        ),
        # Rate control: none, every frame is kept exactly; the bitrate asked for has no meaning.
        Codec.QTRLE: Profile(
            Codec.QTRLE,
            container="mov",
            suffix=".mov",
            encoder="qtrle",
            decoder="qtrle",
            codec_name="qtrle",
            opaque="rgb24",
            transparent="argb",
            yuv=False,
            sound_encoder="pcm_s16le",  # such films go on to an editor: exact sound without priming
            sound_codec="pcm_s16le",
            sound_format="s16",
            sound_bitrate=0,
            threads=1,
            options=MappingProxyType({"g": str(GROUP)}),
            container_options=_MOVIE,
        ),
    }
)


def profile_of(codec: Codec) -> Profile:
    """The profile of `codec`."""
    return PROFILES[codec]
