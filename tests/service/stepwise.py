"""A service whose work is done one task at a time, by a worker that the test itself is."""

from __future__ import annotations

from served import Served, Wanted
from sqlalchemy import select, text
from wrong_videos import AVATAR, VOICE

from understudy.service.database.tables import Job, StoredFile
from understudy.service.database.work_tables import FilmSegment
from understudy.service.jobs.worker import Worker

PATH = "2d-digital-human-videos"
TEXTS = ("One.", "Two.", "Three.")


class Fleet:
    """The service, its queue, and workers that take one task at a time."""

    def __init__(self, api: Served) -> None:
        self.api, self.database, self.storage = api, api.desk.database, api.desk.storage
        self.worker = Worker(api.desk)

    def order(self, texts: tuple[str, ...] = TEXTS) -> str:
        """Ask for a small film of a scene for each text; answers the task's id."""
        video = {"clip_mode": "CROP", "width": 160, "height": 90, "dx": 880, "dy": 500, "bitrate": 1000}
        scenes = [
            {"sequence_no": number, "shoot_script": {"text_config": {"text": words}}}
            for number, words in enumerate(texts)
        ]
        asked = {"model_asset_id": AVATAR, "voice_config": {"voice_asset_id": VOICE}}
        body = asked | {"video_config": video, "shoot_scripts": scenes}
        job_id: str = self.api.made("POST", PATH, json=body)["job_id"]
        return job_id

    def tasks(self) -> list[str]:
        """What is in the queue."""
        with self.database.transaction() as session:
            found = session.execute(text("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"))
            return [row.task_name for row in found]

    def run(self, task: str = "", worker: Worker | None = None) -> None:
        """Take one task, that of the film or a lot of segments, and do it."""
        taken = text(
            """
            DELETE FROM procrastinate_jobs WHERE id = (
                SELECT id FROM procrastinate_jobs WHERE status = 'todo' AND task_name LIKE :task
                ORDER BY priority DESC, id LIMIT 1
            ) RETURNING task_name, args
            """
        )
        with self.database.transaction() as session:
            row = session.execute(taken, {"task": task or "%"}).one()
        getattr(worker or self.worker, row.task_name)(Wanted(), **row.args)

    def finish(self) -> None:
        """Do whatever is in the queue until nothing is."""
        while self.tasks():
            self.run()

    def job(self, job_id: str) -> Job:
        with self.database.transaction() as session:
            return session.get_one(Job, job_id)

    def segments(self, job_id: str) -> list[FilmSegment]:
        with self.database.transaction() as session:
            rows = select(FilmSegment).where(FilmSegment.job_id == job_id).order_by(FilmSegment.number)
            return list(session.scalars(rows))

    def film(self, job_id: str) -> bytes:
        """The film that a task has made."""
        job = self.job(job_id)
        assert job.state == "SUCCEED", job.error
        with self.database.transaction() as session:
            files = select(StoredFile).where(StoredFile.owner_id == job.output_asset_id, StoredFile.category == "MAIN")
            (stored,) = session.scalars(files)
        return b"".join(self.storage.reading(stored.key))

    def kept(self, prefix: str) -> list[str]:
        """Keys in storage."""
        return [stored.key for stored in self.storage.list(prefix)]
