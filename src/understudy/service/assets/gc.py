"""What nobody owns any more: uploads that never came, objects without rows, pieces of interrupted writes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from understudy.service.assets import slots, states
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, OnceCode, SeenSignature, StoredFile, Token
from understudy.service.storage.store import SEGMENTS, WORK, Storage

GRACE = timedelta(hours=1)
"""How old something must be to count as left over: what is younger may be under way."""

BATCH = 500
"""Objects whose rows are looked for with one question."""


@dataclass
class Collected:
    """How much was removed."""

    expired_uploads: int = 0
    ownerless_files: int = 0
    objects_without_rows: int = 0
    unfinished_writes: int = 0
    expired_rows: int = 0

    def as_dict(self) -> dict[str, int]:
        """The figures as plain JSON values."""
        return asdict(self)


def collect(database: Database, storage: Storage, grace: timedelta = GRACE) -> Collected:
    """Remove everything that nobody owns and that is older than `grace`."""
    found, now = Collected(), datetime.now(UTC)
    found.expired_uploads = _expired_uploads(database, storage, now)
    with database.transaction() as session:
        states.carry_out_due(session, now)
        found.ownerless_files = _ownerless(session, storage, now - grace)
        for table in (Token, SeenSignature, OnceCode):
            ended = session.execute(delete(table).where(table.expire_time < now - grace).returning(table.digest))
            found.expired_rows += len(ended.all())
    found.objects_without_rows = _without_rows(database, storage, now - grace)
    found.unfinished_writes = storage.sweep(grace)
    return found


def _expired_uploads(database: Database, storage: Storage, now: datetime) -> int:
    """Close the places whose time is up. Where storage fails meanwhile, a later collection removes what is left."""
    waiting = select(StoredFile).where(StoredFile.state == "CREATING", StoredFile.expire_time < now)
    with database.transaction() as session:
        files = session.scalars(waiting).all()
    # places of scripts and trainings are never said to be filled one by one: what lies there when time is up stays
    kept = (file for file in files if file.owner_type in ("script", "training"))
    came = {file.id for file in kept if storage.stat(file.key) is not None}
    missed = []
    with database.transaction() as session:
        for file in session.scalars(waiting.where(StoredFile.id.in_([file.id for file in files])).with_for_update()):
            if file.id in came:
                file.state = "CREATED"
            else:
                file.state, file.reason = "CANCELLED", "it was not sent in time"
                missed.append(file)
    slots.erase_objects(storage, missed)
    return len(missed)


def _ownerless(session: Session, storage: Storage, before: datetime) -> int:
    """Files that were given up, files of erased assets, and of jobs that never came to be (pictures of previews)."""
    old = select(StoredFile).where(StoredFile.create_time < before)
    given_up = old.where(StoredFile.state == "CANCELLED", StoredFile.update_time < before)
    of_assets = old.where(StoredFile.owner_type == "asset").where(
        ~select(Asset.id).where(Asset.id == StoredFile.owner_id, Asset.state != "DELETED").exists()
    )
    of_jobs = old.where(StoredFile.owner_type == "job").where(
        ~select(Job.id).where(Job.id == StoredFile.owner_id).exists()
    )
    files = {file.id: file for wanted in (given_up, of_assets, of_jobs) for file in session.scalars(wanted)}.values()
    slots.erase(session, storage, files)
    return len(files)


def _without_rows(database: Database, storage: Storage, before: datetime) -> int:
    old = (stored.key for stored in storage.list() if stored.modified < before)
    ours = (key for key in old if key.partition("/")[0] not in (SEGMENTS, WORK))
    removed = 0
    while keys := list(islice(ours, BATCH)):
        whole = {key: key.rpartition(".part")[0] or key for key in keys}  # parts belong to the file that they become
        with database.transaction() as session:
            known = set(session.scalars(select(StoredFile.key).where(StoredFile.key.in_({*whole, *whole.values()}))))
        for key in keys:
            if not {key, whole[key]} & known:
                storage.delete(key)
                removed += 1
    return removed
