"""Writes a film: pictures and sound go in, one file comes out whole or not at all."""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from understudy.encode.failures import failure
from understudy.encode.media import BT709, LIMITED, Converter, Picture, sound_frame
from understudy.encode.probe import Probe, check, probe
from understudy.encode.profiles import profile_of
from understudy.errors import EngineError, UnderstudyError
from understudy.production import Codec
from understudy.stage.layers.layer import Box
from understudy.timing import FRAME_RATE, MIX_RATE, sample_at_frame

WAITING = 4
"""Frames that may wait for the encoder: enough to smooth uneven frames, 12 MB at 1080p and 50 MB at 4K."""

Stereo = npt.NDArray[np.float32]


class FilmWriter:
    """Encodes a film into `<name>.partial` beside `path`, checks it, and renames it to `path`. A context manager.

    `bitrate` is the average in kbit/s; see `profiles.py` for what each codec makes of it. Leaving the context without
    `finish()`, by an exception or otherwise, removes the unfinished file. Give pictures and sound alternately, not
    more than a few seconds apart: the file interleaves them. Encoding runs on a thread of its own; what fails there is
    raised by the next call. Raises `ResourceError` when the disk is full or the folder cannot be written to, and
    `EngineError` when the finished file is not what was put in.
    """

    def __init__(
        self,
        path: Path,
        codec: Codec,
        size: tuple[int, int],
        bitrate: int,
        *,
        alpha: bool = False,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        self.path, self.partial = Path(path), Path(path).with_name(Path(path).name + ".partial")
        self.profile, self.size, self.alpha = profile_of(codec), size, alpha
        if alpha and not self.profile.transparent:
            raise EngineError("codec_opaque", f"{codec} cannot be transparent", hint="use VP8, VP9 or QTRLE")
        self.frames = self.samples = 0
        self.probed: Probe | None = None
        """What was found in the finished file."""
        self._converter = Converter(self.profile, size, alpha=alpha)
        self._error: Exception | None = None
        self._unwanted = False
        self._queue: queue.Queue[tuple[Any, Any] | None] = queue.Queue(WAITING)
        try:
            self._open(bitrate, dict(metadata or {}))
        except (av.FFmpegError, OSError, ValueError) as error:
            self.abandon()
            raise failure(error, self.path, "opening") from error
        self._worker = threading.Thread(target=self._encode_all, name="film-writer", daemon=True)
        self._worker.start()

    def _open(self, bitrate: int, metadata: dict[str, str]) -> None:
        profile = self.profile
        self._container: Any = None
        with self.partial.open("wb"):  # FFmpeg would name neither a missing folder nor a read-only one
            pass
        self._container = av.open(
            str(self.partial), "w", format=profile.container, container_options=dict(profile.container_options)
        )
        self._container.metadata.update(metadata)
        video = self._container.add_stream(
            profile.encoder,
            rate=FRAME_RATE,
            options=profile.video_options(bitrate),
            width=self.size[0],
            height=self.size[1],
        )
        video.width, video.height = self.size
        video.pix_fmt = self._converter.format
        video.time_base = video.codec_context.time_base = 1 / FRAME_RATE
        video.codec_context.thread_count = profile.threads
        if profile.yuv:
            context = video.codec_context
            context.color_primaries = context.color_trc = context.colorspace = BT709
            context.color_range = LIMITED
        sound = self._container.add_stream(profile.sound_encoder, rate=MIX_RATE, layout="stereo")
        sound.codec_context.format = profile.sound_format
        sound.codec_context.time_base = Fraction(1, MIX_RATE)
        if profile.sound_bitrate:
            sound.codec_context.bit_rate = profile.sound_bitrate
        self._video, self._sound = video, sound
        self._container.start_encoding()

    def add_frame(self, picture: Picture, changed: Sequence[Box] | None = None) -> None:
        """The next frame: (height, width, 4) uint8 RGBA, premultiplied. Copied: the caller may reuse its memory.

        `changed`, which only saves time, are boxes outside which it equals the frame before.
        """
        self._check()
        frame = self._converter.frame(picture, changed)
        frame.pts, frame.time_base = self.frames, 1 / FRAME_RATE
        self.frames += 1
        self._put(self._video, frame)

    def add_sound(self, block: Stereo) -> None:
        """The next samples: (n, 2) float32 at 48 kHz in [-1, 1]."""
        self._check()
        if not len(block):
            return
        frame = sound_frame(block, self.profile)
        frame.pts, frame.time_base = self.samples, Fraction(1, MIX_RATE)
        self.samples += len(block)
        self._put(self._sound, frame)

    def finish(self) -> None:
        """Write what is still inside, check the file, and give it its name.

        Sound that is up to a frame shorter than the pictures ends in silence; any other difference is an `EngineError`.
        """
        self._check()
        missing = sample_at_frame(self.frames, MIX_RATE) - self.samples
        if not self.frames or not 0 <= missing < MIX_RATE / FRAME_RATE:
            text = f"{self.frames} frames and {self.samples} samples were given"
            raise EngineError(
                "film_uneven", text, hint=f"{self.samples + missing} samples belong to {self.frames} frames"
            )
        self.add_sound(np.zeros((missing, 2), np.float32))
        self._stop()
        self._check()
        try:
            self._container.close()
            self._container = None
            with self.partial.open("rb") as file:
                os.fsync(file.fileno())
            self.probed = probe(self.partial)
            self._check_probed(self.probed)
            self.partial.replace(self.path)
        except (av.FFmpegError, OSError, ValueError, UnderstudyError) as error:
            self.abandon()
            raise failure(error, self.path, "finishing") from error

    def _check_probed(self, found: Probe) -> None:
        check(
            found,
            size=self.size,
            frames=self.frames,
            samples=self.samples,
            alpha=self.alpha,
            codec=self.profile.codec_name,
            sound_codec=self.profile.sound_codec,
            tagged=self.profile.yuv,
        )

    def abandon(self) -> None:
        """Stop, and remove the unfinished file; nothing happens once the film is finished."""
        self._unwanted = True
        self._stop()
        if self._container is not None:
            with contextlib.suppress(av.FFmpegError, OSError, ValueError):
                self._container.close()
            self._container = None
        with contextlib.suppress(OSError):
            self.partial.unlink(missing_ok=True)

    def __enter__(self) -> FilmWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.probed is None or error is not None:
            self.abandon()

    def _put(self, stream: Any, frame: Any) -> None:
        self._queue.put((stream, frame))
        self._check()

    def _check(self) -> None:
        """Raise what the encoding thread met."""
        if self._error is not None:
            self.abandon()
            raise failure(self._error, self.path, "encoding") from self._error
        if self._container is None:
            raise EngineError("film_closed", f"{self.path.name} is already finished or abandoned")

    def _stop(self) -> None:
        """Let the thread encode what waits and end."""
        worker = getattr(self, "_worker", None)
        if worker is not None and worker.is_alive() and worker is not threading.current_thread():
            self._queue.put(None)
            worker.join()

    def _encode_all(self) -> None:
        """The thread: encode until None comes, then flush; after an error it only empties the queue."""
        while (item := self._queue.get()) is not None:
            self._attempt(*item)
        for stream in (self._video, self._sound):
            self._attempt(stream, None)

    def _attempt(self, stream: Any, frame: Any) -> None:
        if self._error is not None or self._unwanted:
            return
        try:
            self._container.mux(stream.encode(frame))
        except Exception as error:
            self._error = error
