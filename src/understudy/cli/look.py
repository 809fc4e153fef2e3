"""Commands that look at what is there: `avatars`, `inspect`, `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from understudy.cli import screen
from understudy.cli.film import JsonOption, ScriptArgument, VoiceOption, production_of

if TYPE_CHECKING:
    from understudy.doctor import Finding


def avatars(as_json: JsonOption = False) -> None:
    """List the presenters of every installed engine."""
    from understudy.stage.avatars.choose import presenters

    found = presenters()
    if as_json:
        screen.show_json([vars(presenter) for presenter in found])
        return
    rows = [
        [
            presenter.name,
            presenter.title_zh,
            presenter.gender,
            presenter.resolution,
            presenter.licence,
            presenter.description,
        ]
        for presenter in found
    ]
    screen.show_table(rows, ["avatar", "中文", "gender", "up to", "licence", "description"])


def inspect(
    script: ScriptArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .png file.")] = Path("inspect.png"),
    scene: Annotated[int, typer.Option(min=1, help="Which scene, counted from 1.")] = 1,
    start: Annotated[float, typer.Option(min=0, help="Seconds from the start of the scene.")] = 0.0,
    stop: Annotated[float | None, typer.Option(min=0, help="Default: ten seconds after the start.")] = None,
    voice: VoiceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw phones, visemes, acting and waveform of a scene as one picture."""
    from understudy.excerpt import inspect as draw

    drawn = draw(production_of(script, voice=voice), output, scene=scene - 1, start=start, stop=stop)
    if as_json:
        played = drawn.scenes[0]
        screen.show_json(
            {
                "schema": "inspect/1",
                "path": str(output),
                "scene": scene - 1,
                "clip": played.clip.tracks(),
                "performance": played.performance.as_dict(),
                "warnings": [warning.as_dict() for warning in drawn.warnings],
            }
        )
        return
    screen.show_warnings(drawn.warnings)
    screen.say(f"picture   {output}")


def doctor(as_json: JsonOption = False) -> None:
    """Check this machine: fonts, voices, presenters, encoders, disk; and the service where it is set up."""
    from understudy.doctor import examine

    findings = examine() + _service_findings()
    if as_json:
        screen.show_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            screen.say(f"{'ok ' if finding.well else 'BAD'} {finding.subject:11} {finding.sentence}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(5)


def _service_findings() -> list[Finding]:
    """What there is to say of the service; nothing where it is not installed, or was never started here."""
    from understudy.settings import ServiceSettings

    settings = ServiceSettings()
    if not settings.database_url and not settings.data_dir.exists():
        return []
    try:
        from understudy.service import checkup
    except ModuleNotFoundError:
        return []
    return checkup.examine(settings)
