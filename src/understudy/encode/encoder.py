"""Writes one segment of a film: pictures go in, a file without sound comes out whole or not at all."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from understudy.encode.failures import failure
from understudy.encode.media import BT709, LIMITED, Converter, Picture
from understudy.encode.movie_file import FAILURES, MovieFile
from understudy.encode.profiles import SEGMENT_OPTIONS, profile_of
from understudy.encode.segment_file import read_segment
from understudy.errors import EngineError
from understudy.production import Codec
from understudy.stage.layers.layer import Box
from understudy.timing import FRAME_RATE

WAITING = 4
"""Frames that may wait for the encoder: enough to smooth uneven frames, 12 MB at 1080p and 50 MB at 4K."""


class SegmentWriter:
    """Encodes the pictures of a segment into `<name>.partial` beside `path`, and renames it to `path` when it is whole.

    `bitrate` is the average in kbit/s; see `profiles.py` for what each codec makes of it. The segment begins with a key
    frame and refers to nothing before it, so that it can be joined to others (see `splice.py`). A context manager:
    leaving it without `finish()`, by an exception or otherwise, removes the unfinished file. Encoding runs on a thread
    of its own; what fails there is raised by the next call. Raises `ResourceError` when the disk is full or the folder
    cannot be written to.
    """

    def __init__(self, path: Path, codec: Codec, size: tuple[int, int], bitrate: int, *, alpha: bool = False) -> None:
        profile = profile_of(codec)
        if alpha and not profile.transparent:
            raise EngineError("codec_opaque", f"{codec} cannot be transparent", hint="use VP8, VP9 or QTRLE")
        self.path, self.frames = Path(path), 0
        self._converter = Converter(profile, size, alpha=alpha)
        self._error: Exception | None = None
        self._unwanted = False
        self._queue: queue.Queue[Any] = queue.Queue(WAITING)
        self._file = MovieFile(self.path, profile, SEGMENT_OPTIONS)
        try:
            self._video = self._stream(size, bitrate)
        except FAILURES as error:
            self._file.abandon()
            raise failure(error, self.path, "opening") from error
        self._worker = threading.Thread(target=self._encode_all, name="segment-writer", daemon=True)
        self._worker.start()

    def _stream(self, size: tuple[int, int], bitrate: int) -> Any:
        profile, container = self._converter.profile, self._file.container
        options = profile.video_options(bitrate)
        video = container.add_stream(profile.encoder, rate=FRAME_RATE, options=options, width=size[0], height=size[1])
        video.width, video.height = size
        video.pix_fmt = self._converter.format
        video.time_base = video.codec_context.time_base = 1 / FRAME_RATE
        video.codec_context.thread_count = profile.threads_for(size)
        video.codec_context.thread_type = "FRAME"  # see profiles.py
        if profile.yuv:
            context = video.codec_context
            context.color_primaries = context.color_trc = context.colorspace = BT709
            context.color_range = LIMITED
        container.start_encoding()
        return video

    def add_frame(self, picture: Picture, changed: Sequence[Box] | None = None) -> None:
        """The next frame: (height, width, 4) uint8 RGBA, premultiplied. Copied: the caller may reuse its memory.

        `changed`, which only saves time, are boxes outside which it equals the frame before.
        """
        self._check()
        frame = self._converter.frame(picture, changed)
        frame.pts, frame.time_base = self.frames, 1 / FRAME_RATE
        self.frames += 1
        self._queue.put(frame)
        self._check()

    def finish(self) -> None:
        """Write what is still inside, check the file, and give it its name."""
        self._check()
        self._stop()
        self._check()
        self._file.finish(lambda partial: read_segment(partial, self.frames))

    def abandon(self) -> None:
        """Stop, and remove the unfinished file; nothing happens once the segment is finished."""
        self._unwanted = True
        self._stop()
        self._file.abandon()

    def __enter__(self) -> SegmentWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def _check(self) -> None:
        """Raise what the encoding thread met, or that there is nothing to write to any more."""
        if self._error is not None:
            self.abandon()
            raise failure(self._error, self.path, "encoding") from self._error
        _ = self._file.container

    def _stop(self) -> None:
        """Let the thread encode what waits and end."""
        if self._worker.is_alive():
            self._queue.put(None)
            self._worker.join()

    def _encode_all(self) -> None:
        """The thread: encode until None comes, then flush; after an error it only empties the queue."""
        while (frame := self._queue.get()) is not None:
            self._attempt(frame)
        self._attempt(None)

    def _attempt(self, frame: Any) -> None:
        if self._error is not None or self._unwanted:
            return
        try:
            self._file.container.mux(self._video.encode(frame))
        except Exception as error:
            self._error = error
