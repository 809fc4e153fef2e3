"""Commands that make pictures move: `film`, `still`, `check`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from understudy.cli import screen
from understudy.errors import InputError

if TYPE_CHECKING:
    from understudy.content_cache import ContentCache
    from understudy.deliver.package import Film
    from understudy.deliver.provenance import Signing
    from understudy.production import Production
    from understudy.settings import Settings

ScriptArgument = Annotated[
    str, typer.Argument(help="A production (.json), a script (.txt, .ssml), a recording, or - for standard input.")
]
AvatarOption = Annotated[str | None, typer.Option(help="Name of a presenter or folder of an avatar pack.")]
VoiceOption = Annotated[str | None, typer.Option(help="Voice id, see `understudy voices`.")]
SizeOption = Annotated[str | None, typer.Option(metavar="WxH", help="1920x1080, 1080x1920, 1280x720, 3840x2160, …")]
BackgroundOption = Annotated[
    str | None, typer.Option(metavar="FILE|#RRGGBB|transparent", help="What stands behind the presenter.")
]
CodecOption = Annotated[str | None, typer.Option(metavar="h264|vp8|vp9|qtrle", help="Default: by the output's name.")]
SubtitlesOption = Annotated[bool | None, typer.Option("--subtitles/--no-subtitles", help="Burn subtitles in.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]
SeedOption = Annotated[int | None, typer.Option(help="Another seed, another way to act the same words.")]

CODEC_BY_SUFFIX = {".mp4": "H264", ".webm": "VP8", ".mov": "QTRLE"}


def production_of(script: str, **options: Any) -> Production:
    """The production a command line names; options that are not None change what the script or production says."""
    from understudy.drafting import change, draft
    from understudy.json_file import object_in
    from understudy.production import load

    asked = {name: value for name, value in options.items() if value is not None}
    if script == "-":
        typed = _typed()
        if typed.lstrip().startswith("{"):
            return change(load(object_in(typed, "standard input")), **asked)
        return draft(typed, **asked)
    path = Path(script)
    if path.suffix.lower() == ".json":
        return change(load(path), **asked)
    return draft(path, **asked)


def _typed() -> str:
    """What comes from standard input: UTF-8, whatever the terminal says."""
    data = sys.stdin.buffer.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = f"standard input is not UTF-8 text (byte {error.start})"
        raise InputError("file_not_utf8", text, hint="a recording is given as a file") from None


def film(
    script: ScriptArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="The film file, or a folder for film and package.")],
    avatar: AvatarOption = None,
    voice: VoiceOption = None,
    size: SizeOption = None,
    codec: CodecOption = None,
    background: BackgroundOption = None,
    music: Annotated[Path | None, typer.Option(help="Background music.")] = None,
    subtitles: SubtitlesOption = None,
    label: Annotated[str | None, typer.Option(help="Visible mark that says the film is synthetic.")] = None,
    seed: SeedOption = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many processes film at once; default: one for two cores.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep finished segments there, to film only what changed.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a film from a script or a production."""
    from understudy.film import produce
    from understudy.settings import Settings

    codec = codec or CODEC_BY_SUFFIX.get(output.suffix.lower()) if not script.endswith(".json") else codec
    production = production_of(
        script,
        **{"avatar": avatar, "voice": voice, "size": size, "codec": codec, "background": background},
        **{"music": music, "subtitles": subtitles, "label": label, "seed": seed},
    )
    settings, began = Settings(), time.monotonic()
    with screen.ProgressLine(quiet or as_json) as progress:
        made = produce(
            production,
            output,
            progress=progress,
            work_folder=settings.work_folder,
            signing=_signing(settings),
            processes=processes,
            cache=_kept_segments(keep or settings.kept_segments, settings),
        )
    took = time.monotonic() - began
    if as_json:
        screen.show_json({**made.as_dict(), "seconds_taken": round(took, 2)})
        return
    _tell(made, took)


def _kept_segments(folder: Path | None, settings: Settings) -> ContentCache | None:
    """Where finished segments are kept, when somebody said so."""
    from understudy.content_cache import ContentCache

    return ContentCache(folder, settings.kept_segments_limit << 20) if folder else None


def _signing(settings: Settings) -> Signing | None:
    """Who signs films, when the operator set certificate and key."""
    from understudy.deliver.provenance import Signing

    certificate, key = settings.c2pa_certificate, settings.c2pa_key
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        hint = "set UNDERSTUDY_C2PA_CERTIFICATE and UNDERSTUDY_C2PA_KEY, or neither"
        raise InputError("signing_incomplete", "a film is signed with a certificate and its key", hint=hint)
    return Signing(certificate, key)


def _tell(made: Film, took: float) -> None:
    screen.show_warnings(made.warnings)
    screen.say(f"film      {made.path}")
    screen.say(f"length    {screen.duration_words(float(made.duration))} ({made.frames} frames)")
    screen.say(f"took      {screen.duration_words(took)} ({took / float(made.duration):.2f} s for a second of film)")
    screen.say(f"beside    {', '.join(path.name for path in made.beside)}")
    count = len(made.warnings)
    screen.say(f"warnings  {count or 'none'}")


def still(
    script: ScriptArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="A .png or .jpg file.")] = Path("still.png"),
    scene: Annotated[int, typer.Option(min=1, help="Which scene, counted from 1.")] = 1,
    at: Annotated[float, typer.Option(min=0, help="Seconds from the start of the scene.")] = 0.0,
    avatar: AvatarOption = None,
    voice: VoiceOption = None,
    size: SizeOption = None,
    background: BackgroundOption = None,
    subtitles: SubtitlesOption = None,
    seed: SeedOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw one frame of one scene, without making the film."""
    from understudy.excerpt import still as draw

    production = production_of(
        script,
        **{"avatar": avatar, "voice": voice, "size": size, "background": background},
        **{"subtitles": subtitles, "seed": seed, "codec": "VP9" if background == "transparent" else None},
    )
    drawn = draw(production, output, scene=scene - 1, at=at)
    if as_json:
        screen.show_json(drawn.as_dict())
        return
    screen.show_warnings(drawn.warnings)
    screen.say(f"still     {output} (scene {scene}, frame {drawn.frame} of {drawn.frames})")


def check(
    script: ScriptArgument,
    avatar: AvatarOption = None,
    voice: VoiceOption = None,
    size: SizeOption = None,
    codec: CodecOption = None,
    background: BackgroundOption = None,
    subtitles: SubtitlesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell what a film would be, without making it: length, scenes, warnings, missing glyphs, estimated time."""
    from understudy.plan import plan

    production = production_of(
        script,
        **{"avatar": avatar, "voice": voice, "size": size, "codec": codec, "background": background},
        subtitles=subtitles,
    )
    found = plan(production)
    if as_json:
        screen.show_json(found.as_dict())
        return
    screen.show_warnings(found.warnings)
    screen.show_table(
        [[str(row.index + 1), f"{float(row.seconds):.1f} s", row.voice, row.avatar, row.text] for row in found.scenes],
        ["scene", "about", "voice", "avatar", "text"],
    )
    screen.say(f"length    about {screen.duration_words(float(found.seconds))}")
    screen.say(f"to make   about {screen.duration_words(found.render_seconds)} on this machine")
    screen.say(f"missing   {'glyphs for ' + ' '.join(found.missing_glyphs) if found.missing_glyphs else 'no glyphs'}")
