"""Where the service's collaborators are built and joined: once here, and nowhere else."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from understudy import __version__
from understudy.service.api import (
    assets,
    cards,
    elsewhere,
    errors,
    files,
    iam,
    media,
    observed,
    photos,
    scripts,
    styles,
    subtitle_files,
    training,
    tts,
    usage,
    videos,
    vocabulary,
)
from understudy.service.api.access import AccessGate
from understudy.service.api.address import Addressed
from understudy.service.api.context import Collaborators
from understudy.service.api.description import SUMMARY, describe
from understudy.service.auth.authority import authority_of
from understudy.service.database.allowances import INFO, allowance_by
from understudy.service.database.engine import Database
from understudy.service.jobs.kinds import Desk
from understudy.service.storage.opening import open_storage
from understudy.settings import ServiceSettings

ROUTERS = (
    videos.router,
    photos.router,
    cards.router,
    tts.router,
    scripts.router,
    subtitle_files.router,
    vocabulary.router,
    assets.router,
    files.router,
    iam.router,
    observed.router,
    usage.router,
    styles.router,
    training.router,
    training.downloads,
    elsewhere.router,
    media.router,
)
"""Every resource; then what is known of no resource; and media last, whose paths are of any project and asset."""


def open_database(settings: ServiceSettings) -> Database:
    """The database that the settings name; its sessions know what projects may use."""
    return Database(settings.database_url, info={INFO: allowance_by(settings)})


def build(settings: ServiceSettings) -> Collaborators:
    """Everything the API and its workers work with."""
    database = open_database(settings)
    storage, authority = open_storage(settings.storage_url, settings.data_dir), authority_of(settings, database)
    authority.master_keys.read()
    return Collaborators(
        settings=settings,
        database=database,
        storage=storage,
        master_keys=authority.master_keys,
        authority=authority,
        signer=Desk(settings, database, storage, authority.master_keys).signer,
    )


def create_app(ours: Collaborators) -> FastAPI:
    """The API."""
    app = FastAPIOffline(
        title="Understudy",
        version=__version__,
        summary=SUMMARY,
        redoc_url=None,
        redirect_slashes=False,  # such an answer would lead from the proxy's TLS to plain HTTP, credentials and all
    )
    app.state.collaborators = ours
    errors.install(app)
    describe(app)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(AccessGate, authority=ours.authority)
    app.add_middleware(Addressed)
    app.add_middleware(observed.Observed)
    return app
