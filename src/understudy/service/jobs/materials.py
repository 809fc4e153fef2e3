"""The files a film is made from: found in the library when it is planned, brought beside it when it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.assets.fetch import Outside
from understudy.service.assets.library import files_of
from understudy.service.assets.usable import by_url, main_file, usable
from understudy.service.database.tables import Asset, Job, StoredFile
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.request import Part

DOWNLOAD_WITHIN = 600.0
"""Seconds that a file at an external URL may take."""

DESCRIBED = "voice.onnx.json"
"""The file of an asset of its own voice that describes the main one (`probes/voice.py`)."""

STORED = "stored:"
"""Begins the value of a Base64 field once its bytes lie in storage; the id of the file follows."""


@dataclass
class Materials:
    """Finds what a request names for one project. `files` are what the film needs: name in its folder, key in storage
    (or external URL).

    What is not there, not usable or of another kind is noted with the field that names it.
    """

    session: Session
    desk: Desk
    project_id: str
    files: dict[str, str] = field(default_factory=dict)

    def asset(self, part: Part, name: str, types: Sequence[str]) -> Asset | None:
        """The asset whose id stands in a field; nothing where it cannot be used."""
        try:
            return usable(self.session, self.project_id, part.get(name), types)
        except InputError as error:
            for problem in error.problems:
                part.wrong(name, problem.message, problem.hint, problem.code)
            return None

    def asset_file(self, part: Part, name: str, types: Sequence[str]) -> str | None:
        """The main file of the asset whose id stands in a field, as a path in the film's folder."""
        asset = self.asset(part, name, types)
        if asset is None:
            return None
        main = main_file(self.session, asset)
        if main is None:
            part.wrong(name, f"asset {asset.id} has no main file", "upload one", "asset_unavailable")
            return None
        return self.take(main)

    def voice(self, part: Part, name: str) -> str | None:
        """The voice whose asset's id stands in a field, by the name that engines know it by."""
        asset = self.asset(part, name, ("VOICE_MODEL",))
        if asset is None:
            return None
        return asset.origin.get("voice") or self._own_voice(part, name, asset)

    def _own_voice(self, part: Part, name: str, asset: Asset) -> str | None:
        """A voice of the project's own: its network as a path in the film's folder, and its description beside it."""
        network = self.asset_file(part, name, ("VOICE_MODEL",))
        if network is None:
            return None
        described = next(
            (file for file in files_of(self.session, [asset.id])[asset.id] if file.name == DESCRIBED), None
        )
        if described is None:
            part.wrong(name, f"asset {asset.id} has lost its description", "send the voice again", "asset_unavailable")
            return None
        self.files[f"{network}.json"] = described.key
        return f"piper:{network}"

    def url_file(self, part: Part, name: str) -> str | None:
        """The file that a URL in a field leads to: one of our own, whose expired signature is no fault, or where the
        operator allows it any other.
        """
        url = part.get(name)
        found = by_url(self.session, self.project_id, url)
        if found is not None:
            return self.take(found)
        if self.desk.settings.external_urls and url.startswith(("http://", "https://")):
            return self.take_external(url)
        hint = "give a URL of a file in the asset library of this project, or its asset id"
        part.wrong(name, "the URL does not lead to a file of this project's library", hint, "asset_unknown")
        return None

    def take_external(self, url: str) -> str:
        """Say that the film needs what is at an external URL; answers its path in the film's folder."""
        suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
        name = f"files/{hashlib.sha256(url.encode()).hexdigest()[:32]}{suffix if suffix.isascii() else ''}"
        self.files[name] = url
        return name

    def file(self, part: Part, asset_id: str, types: Sequence[str], url_part: Part, url: str) -> str | None:
        """The file that an asset id or else a URL names."""
        if part.get(asset_id):
            return self.asset_file(part, asset_id, types)
        if url_part.get(url):
            return self.url_file(url_part, url)
        part.missing(asset_id, f"is missing, and so is {url_part.at(url)}", "give one of them")
        return None

    def subtitles(self, part: Part, number: int) -> str | None:
        """The subtitle file of scene `number` that the task `job_id` of a part made, or that has replaced it."""
        job = self.session.get(Job, part.get("job_id"))
        if job is None or job.project_id != self.project_id or job.kind != "SUBTITLE_FILE":
            text = f"there is no task {part.get('job_id')!r} that makes subtitle files"
            part.wrong("job_id", text, "give the job_id that subtitle-files answered")
            return None
        file_id = next((file["file_id"] for file in job.result["files"] if file["sequence_no"] == number), None)
        if file_id is None:
            part.wrong(
                "job_id", f"task {job.id} makes no subtitles of scene {number}", "ask for subtitles of this scene"
            )
            return None
        stored = self.stored(file_id)
        if stored is None:
            how = "could not be made" if job.state == "FAILED" or job.end_time else "are not made yet"
            text = f"the subtitles of scene {number} {how}; those of its speech are used"
            part.warn("job_id", text, "send some to their upload URL, or wait for the task")
            return None
        return self.take(stored)

    def stored(self, file_id: str) -> StoredFile | None:
        """A file of this project by its id, if it has arrived."""
        found = self.session.get(StoredFile, file_id)
        if found is None or found.project_id != self.project_id or self.desk.storage.stat(found.key) is None:
            return None
        return found

    def photo(self, part: Part, name: str) -> str | None:
        """The picture that stood in a field as Base64, and was put aside when the request came (`STORED`)."""
        value = part.get(name, "")
        stored = self.stored(value.removeprefix(STORED)) if value.startswith(STORED) else None
        if stored is None:
            part.wrong(name, "is missing" if not value else "the picture is not there any more", "send it again")
            return None
        return self.take(stored)

    def take(self, stored: StoredFile) -> str:
        """Say that the film needs a stored file; answers its path in the film's folder."""
        name = f"files/{stored.id}{PurePosixPath(stored.name).suffix.lower()}"
        self.files[name] = stored.key
        return name


def bring(desk: Desk, files: dict[str, str], folder: Path) -> None:
    """Copy the files from storage, and those of external URLs from there, into the film's folder."""
    outside = Outside(private=desk.settings.external_private)
    for name, source in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.startswith(("http://", "https://")):
            outside.download(source, place, most=desk.settings.external_bytes << 20, seconds=DOWNLOAD_WITHIN)
        else:
            desk.storage.fetch(source, place)
