"""A worker's way with a lot of segments: film each, put it into storage, say that it is there.

take ─► film (a camera) ─► publish ─► done        the last segment of a film queues the film's job again
          └─── wrong: fail the film ─── not now: hand back ─── not wanted: leave it
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from understudy.encode.failures import failure
from understudy.errors import Cancelled, EngineError, ResourceError, UnderstudyError, Warning
from understudy.service.database.engine import AWAY, went_away
from understudy.service.database.work_tables import FilmSegment
from understudy.service.jobs import lifecycle
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.patience import better_elsewhere, pause_after
from understudy.service.jobs.queueing import workers
from understudy.service.jobs.shared import cameras, segments
from understudy.service.jobs.shared.sharing import lay_out_shared

log = logging.getLogger(__name__)


class FilmFolders:
    """Films that are laid out here, so that their next segments need not fetch anything: at most `most` of them."""

    def __init__(self, desk: Desk, most: int) -> None:
        self._desk, self._most = desk, most
        self._lock = threading.Lock()
        self._films: OrderedDict[tuple[str, int], _Film] = OrderedDict()

    @contextmanager
    def of(self, job_id: str, attempt: int) -> Iterator[Path]:
        """The folder of a shared film. Raises `Cancelled` where it is shared no more."""
        with self._lock:
            film = self._films.setdefault((job_id, attempt), _Film())
            film.users += 1
            self._films.move_to_end((job_id, attempt))
        try:
            with film.lock:
                if film.folder is None:
                    film.folder = self._laid_out(job_id)
            yield film.folder
        finally:
            with self._lock:
                film.users -= 1
            self.rest(self._most)

    def rest(self, keep: int = 0) -> None:
        """Remove folders that nobody uses, the one that was used last at last, until there are no more than `keep`."""
        with self._lock:
            idle = [name for name, film in self._films.items() if not film.users]
            gone = [self._films.pop(name) for name in idle[: max(len(self._films) - keep, 0)]]
        for film in gone:
            if film.folder is not None:
                shutil.rmtree(film.folder, ignore_errors=True)

    def _laid_out(self, job_id: str) -> Path:
        folder = self._desk.new_folder(job_id)
        try:
            if lay_out_shared(self._desk, job_id, folder, sound=False) is None:
                raise Cancelled
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return folder


@dataclass
class _Film:
    folder: Path | None = None
    users: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Shooting:
    """Films segments as worker `name`."""

    def __init__(self, desk: Desk, name: str, kept: cameras.Cameras, folders: FilmFolders) -> None:
        self._desk, self._name, self._cameras, self._folders = desk, name, kept, folders

    def lot(self, lot: segments.Lot, leaving: Callable[[], bool]) -> None:
        """Film a lot, or what is missing of it; what was begun is there afterwards, or in the queue again.

        `leaving` says that this worker is to end soon.
        """
        tries = self._desk.settings.attempts
        while True:
            taken = self._desk.database.patiently(lambda session: segments.take(session, lot, self._name, tries))
            if taken is None or not self._one(taken, lot.attempt, leaving):
                return

    def _one(self, taken: FilmSegment, attempt: int, leaving: Callable[[], bool]) -> bool:
        """Film one segment; answers whether the next one may be begun."""
        try:
            key, found = self._published(taken, attempt, leaving)
        except Cancelled:
            if leaving():
                self._again(taken, attempt, timedelta(), counted=False)
            return False
        except ResourceError as error:
            return self._not_now(taken, attempt, error)
        except AWAY as error:
            return self._not_now(taken, attempt, went_away(error))
        except EngineError as error:
            if error.code == "segments_differ":
                return self._not_here(taken, attempt, error)
            return self._fail(taken, attempt, error)
        except UnderstudyError as error:
            return self._fail(taken, attempt, error)
        except OSError as error:
            return self._not_now(
                taken, attempt, failure(error, self._desk.work_place / f"segment {taken.number}", "filming")
            )
        warnings = [warning.as_dict() for warning in found]
        ours = self._desk.database.patiently(lambda session: segments.done(session, taken, attempt, key, warnings))
        if not ours:
            log.warning("segment %d of %s is somebody else's by now; it is not told", taken.number, taken.job_id)
        return ours

    def _published(self, taken: FilmSegment, attempt: int, leaving: Callable[[], bool]) -> tuple[str, list[Warning]]:
        with self._folders.of(taken.job_id, attempt) as folder:
            path = folder / f"made-{taken.number:05}-{taken.attempt}"
            try:
                found = self._filmed(taken, attempt, folder, path, leaving)
                key = segments.content(taken.key)
                if found:  # they belong to this film: others must find them anew
                    key = segments.own(taken.job_id, attempt, f"segment-{taken.number:05}")
                if self._desk.storage.stat(key) is None:
                    self._desk.storage.publish(path, key)
                return key, found
            finally:
                path.unlink(missing_ok=True)

    def _filmed(
        self, taken: FilmSegment, attempt: int, folder: Path, path: Path, leaving: Callable[[], bool]
    ) -> list[Warning]:
        part = [taken.scene, taken.start, taken.stop]
        asked = json.dumps({"film": str(folder), "segment": part, "key": taken.key, "path": str(path)})

        def watch(frames: int) -> bool:
            return not leaving() and self._wanted(taken, attempt, frames)

        with self._cameras.one() as camera:
            try:
                return cameras.film(camera, asked, watch)
            except EOFError:
                what = f"frames {taken.start} to {taken.stop - 1} of this scene"
                text = f"the process that filmed {what} ended with {camera.ending()}"
                hint = "it may have been short of memory; look at the log of the worker"
                raise ResourceError("segment_lost", text, hint=hint, scene=taken.scene) from None

    def _wanted(self, taken: FilmSegment, attempt: int, frames: int) -> bool:
        try:
            with self._desk.database.transaction() as session:
                return segments.tell(session, taken, attempt, frames)
        except Exception as error:  # the database may come back before the segment is done
            log.warning("segment %d of %s: no heartbeat: %s", taken.number, taken.job_id, error)
            return True

    def _fail(self, taken: FilmSegment, attempt: int, error: UnderstudyError) -> bool:
        log.warning("job %s failed with its segment %d: %s", taken.job_id, taken.number, error)
        self._desk.database.patiently(lambda session: lifecycle.fail(session, taken.job_id, attempt, error.problems))
        return False

    def _not_now(self, taken: FilmSegment, attempt: int, error: UnderstudyError) -> bool:
        if better_elsewhere(self._desk, error, taken.job_id, self._name):
            log.warning("segment %d of %s is left to another worker: %s", taken.number, taken.job_id, error)
            self._again(taken, attempt, workers.ELSEWHERE_AFTER, counted=False)
            return False
        delay = pause_after(taken, self._desk.settings.attempts)
        if delay is None:
            return self._fail(taken, attempt, error)
        log.warning("segment %d of %s is tried again in %s: %s", taken.number, taken.job_id, delay, error)
        self._again(taken, attempt, delay, counted=True, error=error)
        return False

    def _not_here(self, taken: FilmSegment, attempt: int, error: UnderstudyError) -> bool:
        """This worker would make another segment of it: one like that which rehearsed the film does it."""

        def leave_it(session: Session) -> None:
            if workers.others_like(session, taken.job_id, self._name):
                segments.hand_back(session, taken, attempt, delay=workers.PASSED_ON_AFTER, counted=False)
            elif segments.start_over(session, taken, attempt):
                log.warning("job %s is rehearsed anew: %s", taken.job_id, error)

        self._desk.database.patiently(leave_it)
        return False

    def _again(
        self,
        taken: FilmSegment,
        attempt: int,
        delay: timedelta,
        *,
        counted: bool,
        error: UnderstudyError | None = None,
    ) -> None:
        problems = error.problems if error is not None else ()
        self._desk.database.patiently(
            lambda session: segments.hand_back(session, taken, attempt, delay=delay, counted=counted, problems=problems)
        )
