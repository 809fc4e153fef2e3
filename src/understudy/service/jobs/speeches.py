"""Text-to-speech: what a request asks for, and what a worker does with what was spoken."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from understudy.errors import InputError, Warning
from understudy.production import LONGEST_FILM
from understudy.script import markup
from understudy.script.document import Run, Script
from understudy.script.tags import EMOTIONS
from understudy.service.assets.usable import store
from understudy.service.database.tables import Job, StoredFile
from understudy.service.jobs.kinds import Desk, Finished
from understudy.service.jobs.materials import Materials, bring
from understudy.service.jobs.planner import VOICE
from understudy.service.jobs.request import Findings, Part
from understudy.service.jobs.vocabulary import lexicon

AUDITION, SPEECH = "AUDITION", "ASYNC_JOB"
VOICE_FIELDS = {AUDITION: "emotion", SPEECH: "voice_asset_id"}
"""The field that names the voice, by kind of job."""

SILENCE = 1000
"""Milliseconds of the silence that stands for a speech, where its length is not given."""

CONTENT_TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".srt": "application/x-subrip",
    ".json": "application/json",
}


@dataclass(frozen=True)
class SpeechPlan:
    """A speech that can be made: the child's order, the files it needs, and how many characters are said."""

    order: dict[str, Any]
    files: dict[str, str]
    warnings: tuple[Warning, ...]
    length: int


def plan_speech(session: Session, desk: Desk, project_id: str, kind: str, request: dict[str, Any]) -> SpeechPlan:
    """The speech that a request for an audition or a whole speech asks for.

    Raises `InputError` with everything that is wrong.
    """
    findings = Findings()
    whole, materials = Part(request, findings), Materials(session, desk, project_id)
    field = VOICE_FIELDS[kind]
    name = materials.voice(whole, field)
    entries = lexicon(session, project_id, whole.get(field)) if whole.get("is_vocabulary_config_enable") else []
    order = {
        "text": whole.get("tts_text") or whole.get("text", ""),
        "shown": whole.get("text") if whole.get("tts_text") else None,
        "voice": {"name": name or ""} | whole.renamed(VOICE),
        "lexicon": entries,
        "mood": _mood(whole),
        "channels": whole.get("channels", 1),
    }
    if kind == SPEECH:
        order |= _files_wanted(whole)
    script = _text(whole, order.get("silence_ms") is None)
    findings.raise_if_any()
    return SpeechPlan(order, materials.files, tuple(findings.warnings), len(script.written))


def _text(whole: Part, must_be_heard: bool) -> Script:
    """The script that is read; faults of the text that is only shown are found as well. It warns when it is spoken."""
    script = Script(())
    for name in ("text", "tts_text"):
        if name == "tts_text" and not whole.get(name):
            continue
        try:
            script, _ = markup.read(whole.get(name, ""), longest=LONGEST_FILM)
        except InputError as error:
            for problem in error.problems:
                whole.wrong(name, problem.message, problem.hint, problem.code)
            return script
    if must_be_heard and not any(isinstance(item, Run) and item.written.strip() for item in script.items):
        whole.wrong("tts_text" if whole.get("tts_text") else "text", "is empty", "write words to be spoken")
    return script


def _mood(whole: Part) -> str:
    style = str(whole.get("style", "")).upper()
    if style and style not in EMOTIONS:
        known = ", ".join(sorted(EMOTIONS))
        whole.warn("style", f"there is no style {style[:40]!r}; it is spoken without", f"one of {known}")
        return ""
    return style


def _files_wanted(whole: Part) -> dict[str, Any]:
    """What of a whole speech is kept in which form."""
    whole.ignores(
        ("output_external_url", "srt_output_external_url", "action_output_external_url"),
        "files are kept here, and signed addresses lead to them",
    )
    whole.ignores(("is_concurrent_resource",), "there is nothing to pay here")
    if not whole.get("gen_srt"):
        whole.ignores(("srt_len", "srt_line_limit"), "gen_srt is not set")
    if not whole.get("silence_flag"):
        whole.ignores(("silence_time_ms",), "silence_flag is not set")
    lines = {"lines": min(whole.get("srt_line_limit") or 1, 2), "longest": whole.get("srt_len") or None}
    return {
        "suffix": f".{whole.get('audio_format', 'WAV').lower()}",
        "timings": bool(whole.get("need_timestamp")),
        "srt": lines if whole.get("gen_srt") else None,
        "segments": bool(whole.get("slice_segments")),
        "silence_ms": whole.get("silence_time_ms", SILENCE) if whole.get("silence_flag") else None,
    }


class Spoken:
    """What auditions and whole speeches have in common."""

    def prepare(self, desk: Desk, job: Job, folder: Path) -> dict[str, Any]:
        """Plan the speech anew, and bring its voice if that is a file."""
        with desk.database.transaction() as session:
            plan = plan_speech(session, desk, job.project_id, job.kind, job.request)
        bring(desk, plan.files, folder)
        engine, _, file = plan.order["voice"]["name"].partition(":")
        if file in plan.files:
            plan.order["voice"]["name"] = f"{engine}:{folder / file}"
        return plan.order


class Speech(Spoken):
    """A whole speech: one file of sound, and what was asked for beside it."""

    maker = "speech"

    def finish(self, desk: Desk, job: Job, folder: Path, result: dict[str, Any]) -> Finished:
        """Store the files."""
        stored = {what: _store(desk, job, folder / name) for what, name in result["files"].items()}
        made = job.result | {"files": {what: file.key for what, file in stored.items()}}
        return _finished(job, result, made, list(stored.values()))


class Audition(Spoken):
    """A speech to be heard soon: files of a few sentences, each there as soon as it is spoken."""

    maker = "audition"

    def __init__(self) -> None:
        self._stored: set[str] = set()

    def meanwhile(self, desk: Desk, job: Job, folder: Path) -> None:
        """Store the parts that are there, under ids that another attempt will give them again."""
        for path in sorted(folder.glob("part-*.wav")):
            if path.name not in self._stored:
                file = _store(desk, job, path, str(uuid.uuid5(uuid.UUID(job.id), path.name)))
                with desk.database.transaction() as session:
                    session.merge(file)
                self._stored.add(path.name)

    def finish(self, desk: Desk, job: Job, folder: Path, result: dict[str, Any]) -> Finished:
        """Store the parts that are not stored yet."""
        self.meanwhile(desk, job, folder)
        return _finished(job, result, job.result, [])


def _finished(job: Job, result: dict[str, Any], made: dict[str, Any], files: Sequence[StoredFile]) -> Finished:
    columns = {"duration": result["duration"], "warnings": [*job.warnings, *result["warnings"]], "result": made}
    return Finished(columns, files, [file.key for file in files])


def _store(desk: Desk, job: Job, path: Path, file_id: str = "") -> StoredFile:
    kind = CONTENT_TYPES[path.suffix]
    return store(desk.storage, job.project_id, ("job", job.id), path, "OTHER", kind, file_id=file_id)
