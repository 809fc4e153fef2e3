"""Whether a photograph is fit for a film: the suitability report of the presenter's own eyes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from understudy.errors import Warning
from understudy.service.database.tables import Job
from understudy.service.jobs.child import Bench
from understudy.service.jobs.kinds import Desk, Finished
from understudy.service.jobs.materials import Materials, bring
from understudy.service.jobs.request import Findings, Part


class PhotoDetection:
    """A photograph that is looked at."""

    maker = "detection"

    def prepare(self, desk: Desk, job: Job, folder: Path) -> dict[str, Any]:
        """Bring the photograph."""
        findings = Findings()
        with desk.database.transaction() as session:
            materials = Materials(session, desk, job.project_id)
            photo = materials.photo(Part(job.request, findings), "human_image")
        findings.raise_if_any()
        bring(desk, materials.files, folder)
        return {"photo": photo, "models": str(desk.settings.models_dir)}

    def finish(self, desk: Desk, job: Job, folder: Path, result: dict[str, Any]) -> Finished:
        """Nothing is stored but what was measured."""
        return Finished({"warnings": result["warnings"], "report": result["report"]})


def look(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Look at the photograph; raises `InputError` with everything that makes it unfit."""
    from understudy.stage.avatars.face.suitability import examine
    from understudy.stage.picture import load_picture

    found = examine(load_picture(folder / order["photo"]), Path(order["models"]))
    found.checked()
    warnings: list[Warning] = list(found.warnings)
    return {"warnings": [warning.as_dict() for warning in warnings], "report": {"measures": found.measures}}
