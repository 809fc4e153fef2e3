"""How long the one-minute film takes, against encoding its ready-made frames alone with the same settings.

The pictures of ten seconds are rendered into memory, then encoded while nothing else works, and so on to the end. The
film itself is then made as users make it.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from one_minute import production

from understudy import produce
from understudy.encode.encoder import SegmentWriter
from understudy.rehearse import rehearse
from understudy.render.renderer import Renderer

PIECE = 250


def encode_ready_frames(folder: Path) -> tuple[float, float, int]:
    """Seconds to encode the film's frames, seconds to render them, and how many there are."""
    asked = production()
    rehearsal = rehearse(asked, folder)
    renderer = Renderer([scene.take for scene in rehearsal.scenes], rehearsal.view.size)
    encoding = rendering = 0.0
    with SegmentWriter(folder / "ready.mp4", asked.output.codec, rehearsal.view.size, asked.output.bitrate) as writer:
        for first in range(0, rehearsal.frames, PIECE):
            began = time.perf_counter()
            pictures = [p.copy() for p in renderer.pictures(range(first, min(first + PIECE, rehearsal.frames)))]
            rendered = time.perf_counter()
            for picture in pictures:
                writer.add_frame(picture)
            while not writer._queue.empty():
                time.sleep(0.001)
            rendering += rendered - began
            encoding += time.perf_counter() - rendered
        began = time.perf_counter()
        writer.finish()
        encoding += time.perf_counter() - began
    return encoding, rendering, rehearsal.frames


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoding, rendering, frames = encode_ready_frames(folder)
        began = time.perf_counter()
        made = produce(production(), folder / "film.mp4")
        whole = time.perf_counter() - began
    length = float(made.duration)
    print(f"film: {length:.1f} s, {frames} frames, 1920x1080, H.264")
    print(f"encoding its ready-made frames alone   {encoding:6.1f} s   ({encoding / frames * 1000:.1f} ms a frame)")
    print(f"rendering alone, one core and a bit    {rendering:6.1f} s   ({rendering / frames * 1000:.1f} ms a frame)")
    print(f"the whole film                         {whole:6.1f} s")
    print(f"whole film / encoding alone            {whole / encoding:6.2f}     (wanted: at most 1.35)")
    print(f"whole film / its own length            {whole / length:6.2f}     (wanted: below 1)")


if __name__ == "__main__":
    main()
