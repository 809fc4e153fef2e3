"""The commands, and how errors become exit codes. Heavy parts are imported by the command that needs them."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from typer.exceptions import TyperException

from understudy import __version__
from understudy.cli import admin, avatar, film, fleet, limits, look, operation, service
from understudy.cli import speech as sound
from understudy.cli.screen import note, say, show_json, show_warnings
from understudy.errors import Cancelled, EngineError, InputError, ResourceError, UnderstudyError
from understudy.own_networks import operator_networks
from understudy.own_voices import operator_voices
from understudy.speech import voice_settings
from understudy.stage.avatars.neural import lip_settings

INTERRUPTED, TERMINATED = 130, 143
"""What a program that Ctrl-C or SIGTERM ends answers by custom: 128 and the number of the signal."""

COLLECT_AFTER = 50_000
"""Objects made before Python looks for garbage; its 700 cost a still 0.2 s, most of it while tables are loaded."""

EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (Cancelled, INTERRUPTED),
    (InputError, 3),
    (EngineError, 4),
    (ResourceError, 5),
)

app = typer.Typer(
    name="understudy",
    help="A script goes in, a film of a virtual presenter comes out: on your own machine, on a CPU.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    film.film,
    film.still,
    film.check,
    sound.say,
    sound.listen,
    sound.voices,
    look.avatars,
    look.inspect,
    look.doctor,
):
    app.command()(command)
app.command()(service.serve)
app.command()(service.worker)
app.command()(service.migrate)
app.add_typer(avatar.avatar, name="avatar")
app.add_typer(avatar.models, name="models")
app.add_typer(admin.admin, name="admin")
admin.admin.add_typer(operation.job, name="job")
admin.admin.add_typer(operation.callback, name="callback")
admin.admin.command("words")(operation.words)
admin.admin.command("limits")(limits.limits)
admin.admin.command("webhook-secret")(operation.webhook_secret)
admin.admin.command("workers")(fleet.workers)
admin.admin.command("drain")(fleet.drain)
admin.admin.command("gc")(operation.collect_garbage)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"understudy {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    """Options of the program itself."""
    if any(name.upper().startswith("UNDERSTUDY_") for name in os.environ):
        from understudy.settings import unknown_settings

        show_warnings(unknown_settings(os.environ))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the code that the package's docstring lists."""
    arguments = sys.argv[1:] if arguments is None else arguments
    gc.set_threshold(COLLECT_AFTER)
    voice_settings.use(operator_voices)
    lip_settings.use(operator_networks)
    as_json = "--json" in arguments
    try:
        with _stopped_by_signals():
            _answer_program(arguments) if as_json else app(arguments)
    except UnderstudyError as error:
        report(error, as_json=as_json)
        raise SystemExit(next(code for kind, code in EXIT_CODES if isinstance(error, kind))) from None
    except ImportError as error:
        if "shared object file" not in str(error):
            raise
        report(_library_missing(error), as_json=as_json)
        raise SystemExit(dict(EXIT_CODES)[ResourceError]) from None
    except SystemExit as end:
        if end.code in (INTERRUPTED, TERMINATED):
            note("interrupted; nothing half-written is left")
        raise
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None


def _library_missing(error: ImportError) -> ResourceError:
    """That the system lacks a library which a wheel expects: skia wants libEGL and libGL, not there on slim systems."""
    return ResourceError(
        "system_library_missing",
        f"a library of the system is not there: {error}",
        hint="apt-get install libegl1 libgl1",
    )


def _answer_program(arguments: list[str]) -> NoReturn:
    """Run the command line as `app` does, but tell a wrong one as JSON too."""
    try:
        code = app(arguments, standalone_mode=False)
    except TyperException as wrong:
        hint = "--help behind a command lists what it takes"
        report(InputError("command_line_wrong", wrong.format_message(), hint=hint), as_json=True)
        raise SystemExit(wrong.exit_code) from None
    raise SystemExit(code)


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the program as an exception does, so that unfinished work is removed on the way out.

    `KeyboardInterrupt` would not do: where it arrives while a module is loaded, Python ends itself by the signal after
    all. A Ctrl-C that is ignored (in a shell's background) stays so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handled = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    before = [(number, handler) for number, handler in handled if handler not in (None, signal.SIG_IGN)]
    for number, _ in before:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(INTERRUPTED if number == signal.SIGINT else TERMINATED)


def report(error: UnderstudyError, *, as_json: bool) -> None:
    """Tell every problem of `error`: as JSON on standard output, or as lines on standard error."""
    if as_json:
        problems: list[dict[str, Any]] = [problem.as_dict() for problem in error.problems]
        show_json({"error": {"code": error.code, "problems": problems}})
        return
    for problem in error.problems:
        note(f"error: {problem} [{problem.code}]")
