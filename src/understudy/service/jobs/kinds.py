"""What kinds of jobs there are, and what a worker does for each before and after the child does the heavy work."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from sqlalchemy.orm import Session

from understudy.service.auth.master_keys import MasterKeys
from understudy.service.database.engine import Database
from understudy.service.database.tables import Job, Table
from understudy.service.storage.signing import UrlSigner
from understudy.service.storage.store import Storage
from understudy.settings import ServiceSettings


@dataclass(frozen=True)
class Desk:
    """What a worker works with."""

    settings: ServiceSettings
    database: Database
    storage: Storage
    master_keys: MasterKeys

    @property
    def signer(self) -> UrlSigner:
        """Who signs the addresses of stored files."""
        return UrlSigner(lambda: self.master_keys.derive("media"), self.settings.public_url, self.storage.presign)

    @property
    def work_place(self) -> Path:
        """Where unfinished work lies, a folder for each job that is worked on."""
        return self.settings.work_folder or self.settings.data_dir / "work"

    def new_folder(self, job_id: str) -> Path:
        """A new folder for work on a job; who asks for it removes it."""
        self.work_place.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{job_id}-", dir=self.work_place))


@dataclass(frozen=True)
class Finished:
    """What came out: columns of the job, rows to add with them, and the keys of what was put into storage.

    Rows and columns are written in the transaction that ends the job; where the job has been taken over meanwhile,
    nothing is written and the stored objects are removed again.
    """

    columns: dict[str, Any]
    rows: Sequence[Table] = ()
    keys: Sequence[str] = field(default=())
    settle: Callable[[Session], None] = lambda session: None
    """What else is to be changed in the same transaction."""
    tidy: Callable[[], None] = lambda: None
    """What is to be done once the job has succeeded; where that fails, garbage collection does it."""


class Kind(Protocol):
    """One kind of job."""

    maker: str
    """What the child shall make (`child.MAKERS`)."""

    def prepare(self, desk: Desk, job: Job, folder: Path) -> dict[str, Any]:
        """Put everything the child needs into `folder`; answers the order. Raises `InputError` where that cannot be."""

    def finish(self, desk: Desk, job: Job, folder: Path, result: dict[str, Any]) -> Finished:
        """Put what the child made into storage."""


@runtime_checkable
class Gradual(Protocol):
    """A kind of job that hands over what is made while the rest of it is still being made."""

    def meanwhile(self, desk: Desk, job: Job, folder: Path) -> None:
        """Put what the child has made so far into storage; called every second or so. Repeating it does no harm."""


def kind_of(name: str) -> Kind:
    """The kind named `name`. Their modules are imported here, since each brings what it needs along."""
    from understudy.service.jobs.cards import BusinessCard
    from understudy.service.jobs.detection import PhotoDetection
    from understudy.service.jobs.script_previews import ScriptPreview
    from understudy.service.jobs.speeches import Audition, Speech
    from understudy.service.jobs.subtitles import Subtitles
    from understudy.service.jobs.training import ModelTraining
    from understudy.service.jobs.videos import AvatarVideo, PhotoVideo

    kinds: dict[str, type[Kind]] = {
        "2D_DIGITAL_HUMAN_VIDEO": AvatarVideo,
        "PHOTO_DIGITAL_HUMAN_VIDEO": PhotoVideo,
        "PHOTO_DETECTION": PhotoDetection,
        "SCRIPT_PREVIEW": ScriptPreview,
        "SUBTITLE_FILE": Subtitles,
        "BUSINESS_CARD": BusinessCard,
        "AUDITION": Audition,
        "ASYNC_JOB": Speech,
        "MODEL_TRAINING": ModelTraining,
    }
    return kinds[name]()
