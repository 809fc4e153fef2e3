"""From a clip to an avatar pack."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np

from understudy.errors import Warning
from understudy.stage.avatars.clip.film import Take, film
from understudy.stage.avatars.clip.framing import Framing, frame_up
from understudy.stage.avatars.clip.loop import find_loop
from understudy.stage.avatars.clip.watch import LONGEST, Watch
from understudy.stage.avatars.engine import Presenter
from understudy.stage.avatars.face.suitability import examine
from understudy.stage.avatars.manifest import ClipInfo, ConsentStatement, LipsInfo
from understudy.stage.avatars.matte import CutOut
from understudy.stage.avatars.pack import CLIP, FilmedClip, save_pack
from understudy.stage.avatars.portrait.describe import About, describe, matte_warnings


@contextmanager
def _one_thread() -> Iterator[None]:
    """OpenCV on one thread: several are at work here already, and its own would cost more than they save."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


@_one_thread()
def build_clip_pack(
    clip: Path,
    folder: Path,
    *,
    name: str,
    consent: ConsentStatement | None,
    models: Path,
    title: str = "",
    licence: str = "all rights with the person shown",
    real_background: bool = False,
    lips: LipsInfo | None = None,
    warnings: list[Warning] | None = None,
) -> Presenter:
    """Make the person of a clip a presenter, as `portrait.build.build_pack` does with a photograph.

    Body and head then move as in the clip, of which a minute is used. Raises `InputError` for clips that cannot be
    read or do not suit, `ResourceError` without model files.
    """
    watch = Watch(clip)
    found: list[Warning] = []
    about = About(name, title or name, licence, consent, "A presenter made from a clip.", lips)
    try:
        framing = frame_up(watch, models, uncut=real_background)
        with tempfile.TemporaryDirectory(prefix="understudy-clip-") as work:
            file = Path(work) / CLIP
            take = film(watch, framing, models, file)
            report = examine(take.rest, models)
            face = report.checked()
            cut = CutOut(take.rest, take.alpha, 1.0, framing.screen.name + " screen" if framing.screen else "clip")
            info = _played(take, framing.unit, found)
            found += [*_clip_warnings(watch, framing), *report.warnings, *matte_warnings(cut)]
            pack = FilmedClip(info, file, take.points)
            picture = np.dstack([take.rest, take.alpha])
            behind = framing.plate if real_background else None
            presenter = save_pack(folder, describe(about, cut, face, report), picture, behind, pack).presenter()
    finally:
        watch.close()
    if warnings is not None:
        warnings.extend([*watch.warnings, *found])
    return presenter


def _played(take: Take, unit: float, warnings: list[Warning]) -> ClipInfo:
    """How the clip goes on without end."""
    loop = find_loop(take.points, take.sketches, unit)
    if loop.seen:
        hint = "sit calmly for five to ten seconds, and end as you began"
        warnings.append(Warning("clip_loop", "it may be seen where the clip begins anew", hint))
    return ClipInfo(
        first=take.first,
        frames=len(take.points),
        start=loop.start,
        jumps=tuple((jump.leave, jump.enter) for jump in loop.jumps),
        turns=loop.turns,
    )


def _clip_warnings(watch: Watch, framing: Framing) -> list[Warning]:
    found = []
    if not watch.whole:
        hint = "a few seconds are enough"
        found.append(Warning("clip_long", f"only the first {LONGEST} s of the clip are used", hint))
    if framing.plate is None and framing.screen is None:
        hint = "put the camera on a stand, before a wall where nobody walks"
        found.append(Warning("clip_unsteady", "the background of the clip moves", hint))
    return found
