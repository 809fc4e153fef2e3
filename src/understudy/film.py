"""From a production to a finished film. Read this first.

    script ─► speech ─► performance ─► stage ─► render ─► encode ─► deliver

`rehearse` walks the first four steps for every scene, which costs seconds; `produce` films what was rehearsed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import Thread

from understudy.content_cache import ContentCache
from understudy.deliver.cover import cover_frame
from understudy.deliver.package import Film, FilmFiles, Material, deliver
from understudy.deliver.provenance import Signing, check_signing, film_metadata
from understudy.encode.mixer import ClipSound, Mixer, MusicBed, SpeechPart
from understudy.encode.splice import SAMPLES_A_FRAME, splice
from understudy.filming.crew import Crew
from understudy.filming.cut import cut
from understudy.filming.order import order_for
from understudy.machine import processes_that_pay
from understudy.production import Production, TransparentBackground, VideoLayer
from understudy.readthrough import check_outputs
from understudy.rehearse import Progress, Rehearsal, no_progress, rehearse
from understudy.render.renderer import Renderer
from understudy.stage.avatars.engine import Picture
from understudy.timing import MIX_RATE, sample_at_frame
from understudy.workspace import workspace

FILTERS = "scipy.signal"
"""What the loudness meter filters with. Loading it takes most of a second of processor time, so that is done while the
speech engine, a process of its own, keeps us waiting."""


def produce(
    production: Production,
    output: str | Path,
    *,
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
    work_folder: Path | None = None,
    signing: Signing | None = None,
    processes: int | None = None,
    cache: ContentCache | None = None,
    rehearsal: Rehearsal | None = None,
    ready: Mapping[int, Path] | None = None,
) -> Film:
    """Make the film and what belongs to it; `output` is a film file, or a folder for all of them.

    Raises `InputError`, `EngineError` or `ResourceError`, and `Cancelled` soon after `cancelled()` becomes true.
    Whatever happens, nothing half-written is left at `output`. Unfinished work lies in a folder of its own inside
    `work_folder` (default: beside `output`). With `signing` the film gets a C2PA manifest.

    The film is made in segments, by `processes` at once (default: as many as pay on this machine): that changes how
    long it takes, but no byte of it. With a `cache` a film that was stopped, or is made again after a change, only
    films what is missing. A `rehearsal` of this production is not done again, and segments that are `ready`, by their
    numbers, are not filmed.
    """
    files = FilmFiles.at(Path(output), production.output.codec)
    check_outputs(production, (files.film, *files.beside_film))
    if signing is not None:
        check_signing(signing)
    watch = Stopwatch()
    Thread(target=import_module, args=(FILTERS,), daemon=True).start()
    with workspace(work_folder or files.folder) as work:
        rehearsed = rehearsal or rehearse(production, work, progress=progress, cancelled=cancelled)
        watch.lap("rehearsal")
        mixer = mix(rehearsed, work)
        watch.lap("sound")
        rehearsed.note_filmed()
        crew = Crew(
            cut([scene.frames for scene in rehearsed.scenes]),
            lambda segment: order_for(rehearsed, segment),
            lambda segment: rehearsed.scenes[segment.scene].number,
            work,
            progress,
            cancelled,
            processes or processes_that_pay(),
            cache,
            rehearsed.scenes[0].take.cast,
            rehearsed.warnings,
            ready=ready or {},
        )
        cover = film(rehearsed, mixer, work / files.film.name, crew)
        rehearsed.warnings += dict.fromkeys(crew.warnings)
        watch.lap("filming")
        progress("delivery", 0, 1)
        made = deliver(Material(rehearsed, mixer, cover, work / files.film.name, watch, signing), files)
        progress("delivery", 1, 1)
        return made


def mix(rehearsal: Rehearsal, work: Path) -> Mixer:
    """The film's sound: every scene's speech, the sound of video layers, and the music."""
    production = rehearsal.production
    speech, clips = [], []
    for scene in rehearsal.scenes:
        start, stop = (sample_at_frame(frame, MIX_RATE) for frame in (scene.start, scene.stop))
        asked, number = production.scenes[scene.number], scene.number
        volume = (asked.voice or production.voice).volume
        speech.append(SpeechPart(scene.clip.sound, start, volume, scene=number))
        for place, layer in enumerate(asked.layers):
            if isinstance(layer, VideoLayer) and layer.sound and layer.loop_count:
                where = f"scenes[{number}].layers[{place}].file"
                clips.append(
                    ClipSound(layer.file, start, stop, layer.loop_count, layer.sound, scene=number, field=where)
                )
    music = MusicBed(production.music.file, production.music.volume) if production.music else None
    return Mixer(speech, clips, music, rehearsal.frames * SAMPLES_A_FRAME, work=work)


def film(rehearsal: Rehearsal, mixer: Mixer, path: Path, crew: Crew) -> Picture:
    """Have every segment filmed, and join them with the sound to `path`; answers the picture for the cover."""
    production, scenes = rehearsal.production, rehearsal.scenes
    best = cover_frame([scene.performance for scene in scenes], [scene.frames for scene in scenes])
    renderer = Renderer([scene.take for scene in scenes], rehearsal.view.size)
    cover = next(renderer.pictures(range(best, best + 1))).copy()
    del renderer
    splice(
        crew.films(),
        mixer.blocks(SAMPLES_A_FRAME),
        path,
        production.output.codec,
        rehearsal.view.size,
        alpha=any(isinstance(scene.background, TransparentBackground) for scene in production.scenes),
        metadata=film_metadata(production),
    )
    return cover


@dataclass
class Stopwatch:
    """How long each stage took, in seconds, for the report."""

    laps: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=time.monotonic)

    def lap(self, stage: str) -> None:
        """`stage` ends now."""
        now = time.monotonic()
        self.laps[stage], self._last = round(now - self._last, 3), now
