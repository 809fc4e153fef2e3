"""Avatar videos, as a worker makes them: from a request to a film in the asset library."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from understudy.errors import Warning
from understudy.service.assets.usable import store
from understudy.service.database.tables import Asset, Job
from understudy.service.jobs.filming import lay_out
from understudy.service.jobs.kinds import Desk, Finished
from understudy.service.jobs.planner import Plan, plan_photo_video, plan_video

FILES = {
    "film": ("MAIN", ""),
    "cover": ("COVER", "image/png"),
    "srt": ("OTHER", "application/x-subrip"),
    "vtt": ("OTHER", "text/vtt"),
    "ass": ("OTHER", "text/x-ssa"),
    "words": ("OTHER", "application/json"),
    "report": ("OTHER", "application/json"),
}
"""What a film's package becomes in its asset: role and content type; that of the film goes by its container."""

CONTAINERS = {".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime"}


class AvatarVideo:
    """A film with an avatar of the library, or with a photograph where the request is of the retired PICTURE kind."""

    maker = "film"
    property: ClassVar[str] = "DIGITAL_HUMAN_2D_VIDEO"

    def prepare(self, desk: Desk, job: Job, folder: Path) -> dict[str, Any]:
        """Bring the film's files and write its production."""
        with desk.database.transaction() as session:
            blueprint = self.plan()(session, desk, job.project_id, job.request)
        return lay_out(desk, blueprint, folder)

    def plan(self) -> Plan:
        """How such a film is planned."""
        return plan_video

    def finish(self, desk: Desk, job: Job, folder: Path, result: dict[str, Any]) -> Finished:
        """Store the package, and describe it as an asset."""
        package = folder / "package"
        assert job.output_asset_id is not None
        owner = ("asset", job.output_asset_id)
        stored = []
        for role, name in result["files"].items():
            category, content_type = FILES[role]
            content_type = content_type or CONTAINERS[Path(name).suffix]
            stored.append(store(desk.storage, job.project_id, owner, package / name, category, content_type))
        asset = _asset(job, self.property, result["report"])
        planned = [Warning(**warning) for warning in job.warnings]
        warnings = [*(warning.as_dict() for warning in planned), *result["warnings"]]
        cover = next(file.key for file in stored if file.category == "COVER")
        columns = {
            "duration": result["duration"],
            "report": result["report"],
            "warnings": warnings,
            "result": {"cover_key": cover},
        }
        return Finished(columns, [asset, *stored], [file.key for file in stored])


class PhotoVideo(AvatarVideo):
    """A film of a photograph that speaks."""

    property = "PHOTO_VIDEO"

    def plan(self) -> Plan:
        """How such a film is planned."""
        return plan_photo_video


def _asset(job: Job, made_as: str, report: dict[str, Any]) -> Asset:
    """The film as an asset of the library."""
    found = report["probe"]
    video = {
        "video_codec": found["video_codec"],
        "width": found["width"],
        "height": found["height"],
        "frame_rate": f"{found['frame_rate']:g}",
        "video_bit_rate": found["bitrate"],
        "duration": round(report["duration"]),
        "audio_codec": found["sound_codec"],
        "audio_channels": found["channels"],
        "sample": found["sample_rate"],
        "mode": "Vertical" if found["height"] > found["width"] else "Horizontal",
    }
    return Asset(
        id=job.output_asset_id,
        project_id=job.project_id,
        app_user_id=job.app_user_id,
        name=job.name,
        type="VIDEO",
        state="ACTIVED",
        extra_meta={"video_meta": video},
        system_properties=[{"key": "CREATED_BY_PLATFORM", "value": "Yes"}, {"key": made_as, "value": "Yes"}],
        origin={"job_id": job.id},
    )
