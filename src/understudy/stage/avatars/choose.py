"""Find a presenter by name, whichever installed engine brings it along."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from understudy import plugins
from understudy.errors import EngineError, InputError, Warning
from understudy.stage.avatars.engine import Actor, AvatarEngine, Presenter


def presenters() -> list[Presenter]:
    """Every presenter of every installed engine, in the order of the engines' names."""
    return [presenter for _, presenter in _all()]


def presenter_named(name: str) -> Presenter:
    """The presenter `name`; raises `InputError` (`avatar_unknown`) with near matches when there is none."""
    return _found(name)[1]


def open_actor(name: str, size: tuple[int, int]) -> Actor:
    """The presenter `name` opened at `size` pixels (width, height).

    Raises `InputError` (`avatar_unknown`) with near matches when no engine knows the name.
    """
    engine, presenter = _found(name)
    known = name if Path(name).name != name else presenter.name
    return engine.open(known, size)


def missing() -> list[Warning]:
    """One warning for every installed engine that cannot be loaded; its presenters are left out."""
    return [Warning(error.code, error.problems[0].message) for _, error in _engines() if error is not None]


def _engines() -> Iterator[tuple[AvatarEngine | None, EngineError | None]]:
    for engine_name in plugins.names(plugins.AVATAR_ENGINES):
        try:
            yield plugins.engine(plugins.AVATAR_ENGINES, engine_name), None
        except EngineError as error:
            yield None, error


def _all() -> Iterator[tuple[AvatarEngine, Presenter]]:
    for engine, _ in _engines():
        if engine is not None:
            for presenter in engine.presenters():
                yield engine, presenter


def _packed(path: Path) -> Iterator[tuple[AvatarEngine, Presenter]]:
    """Engines that can open the pack at `path`, with the presenter in it; raises `InputError` for a broken one."""
    for engine, _ in _engines():
        look = getattr(engine, "presenter_at", None)
        presenter = look(path) if look else None
        if engine is not None and presenter is not None:
            yield engine, presenter


def _found(name: str) -> tuple[AvatarEngine, Presenter]:
    everyone = list(_all())
    for engine, presenter in everyone:
        if presenter.name == name:
            return engine, presenter
    folded = {presenter.name.casefold(): (engine, presenter) for engine, presenter in everyone}
    if name.casefold() in folded:
        return folded[name.casefold()]
    if Path(name).name != name:
        if not Path(name).exists():
            hint = "give the folder or .zip that `understudy avatar build` made"
            raise InputError("avatar_pack_unreadable", f"there is no avatar pack {name}", hint=hint)
        for engine, presenter in _packed(Path(name)):
            return engine, presenter
        raise InputError(
            "avatar_pack_unreadable",
            f"no installed avatar engine opens the pack {name!r}",
            hint=f"built-in presenters: {', '.join(sorted(folded))}",
        )
    near = get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known presenters: {', '.join(sorted(folded)) or 'none'}"
    raise InputError("avatar_unknown", f"there is no presenter named {name!r}", hint=hint)
