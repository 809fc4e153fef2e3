"""All voices of all installed engines, and the one that is meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from understudy import plugins
from understudy.errors import InputError, ResourceError, UnderstudyError, Warning
from understudy.script.document import Run, Script
from understudy.script.normalize import pieces
from understudy.speech.engine import SpeechEngine, Voice
from understudy.speech.languages import guess, primary, writing_of, writings_in
from understudy.speech.voice_settings import current

DEFAULT_ENGINE = "espeak"
"""The engine of a name without one (`en-us+f3`)."""


@runtime_checkable
class Finder(Protocol):
    """An engine with more voices than it lists: it also finds them by name."""

    def voice(self, name: str) -> Voice:
        """The voice `name` (without the engine's). Raises `InputError` with near matches."""
        ...


@dataclass(frozen=True)
class Need:
    """What a script asks of its voice: its language, every writing in it, and notations that fix pronunciations."""

    language: str
    writings: frozenset[str] = frozenset()
    notations: frozenset[str] = frozenset()

    @classmethod
    def of(cls, script: Script) -> Need:
        """The need of a script, by what is said rather than by what is written."""
        notations = frozenset(item.notation for item in script.items if isinstance(item, Run) and item.notation)
        return cls(language_of(script.written), writings_in(_said(script)), notations)

    def met_by(self, voice: Voice) -> bool:
        """Whether `voice` reads every letter and takes every notation."""
        return (not voice.writings or self.writings <= {*voice.writings}) and self.notations <= voice.notations


def voices() -> list[Voice]:
    """Every voice that the installed engines list, engines in alphabetical order, the best of each language first.

    An engine that cannot be loaded is left out; `missing()` says why.
    """
    return _survey()[0]


def voices_of(language: str) -> list[Voice]:
    """The voices of a language by its BCP 47 tag, without a country those of all (`en`); '' is every voice.

    Where none has the very tag, those that read the language. Raises `InputError` (`language_unknown`) with near tags.
    """
    wanted = language.strip().lower().replace("_", "-")
    every = voices()
    if not wanted:
        return every
    tags = {voice: voice.language.lower() for voice in every}
    whole = "-" not in wanted
    found = [
        voice
        for voice, tag in tags.items()
        if tag == wanted or tag.startswith(wanted + "-") or (whole and primary(tag) == primary(wanted))
    ] or [voice for voice in every if can_speak(voice, wanted)]
    if found:
        return found
    near = difflib.get_close_matches(wanted, sorted({*tags.values()}), 4, 0.5)
    hint = f"near it: {', '.join(near)}" if near else "give a tag such as en, zh or pt-BR"
    raise InputError("language_unknown", f"no installed voice speaks {language!r}", hint=hint)


def missing() -> list[Warning]:
    """One warning for every installed engine that cannot be loaded or cannot list its voices."""
    return _survey()[1]


def _survey() -> tuple[list[Voice], list[Warning]]:
    found: list[Voice] = []
    warnings: list[Warning] = []
    for name in plugins.names(plugins.SPEECH_ENGINES):
        try:
            found += engine_named(name).voices()
        except UnderstudyError as error:
            warnings.append(Warning("engine_unusable", f"speech engine {name!r} is left out: {error}"))
    return found, warnings


def engine_named(name: str) -> SpeechEngine:
    """The installed engine `name`. Raises `InputError` or `EngineError`."""
    engine: SpeechEngine = plugins.engine(plugins.SPEECH_ENGINES, name)
    return engine


def engine_of(voice: Voice) -> SpeechEngine:
    """The engine that speaks as `voice`."""
    return engine_named(voice.id.partition(":")[0])


def voice_for(name: str, script: Script) -> Voice:
    """The voice that speaks `script`: the one named, or for '' the best one that can.

    Raises what `choose` raises, and `InputError` when the voice named cannot: `letters_unread` when it has no sounds
    for letters of the text, `notation_unread` when it cannot be told a pronunciation that the script fixes.
    """
    need = Need.of(script)
    if not name.strip():
        return _best(need)
    voice = choose(name, need.language)
    _refuse(voice, need, script)
    return voice


def _said(script: Script) -> str:
    """What of a script a voice is given in letters: signs, units and letters of formulas are words by then."""
    runs = [item for item in script.items if isinstance(item, Run) and not item.notation]
    said = " ".join(run.written if run.spoken is None else run.spoken for run in runs)
    if len(writings_in(said)) < 2:
        return said
    return "".join(piece.spoken for piece in pieces(said, language_of(script.written), sounds=False))


def _refuse(voice: Voice, need: Need, script: Script) -> None:
    lost = sorted(need.writings - {*voice.writings}) if voice.writings else []
    if lost:
        letters = "".join(dict.fromkeys(sign for sign in _said(script) if writings_in(sign) & {*lost}))[:12]
        text = f"voice {voice.id} reads {' and '.join(voice.writings)} letters only, and the text has {letters}"
        raise InputError("letters_unread", text, hint='leave the voice empty, or write <sub alias="…"> around them')
    if need.notations - voice.notations:
        notation = min(need.notations - voice.notations)
        able = f"takes {', '.join(sorted(voice.notations))}" if voice.notations else "takes none"
        text = f"the script fixes a pronunciation in {notation}, and voice {voice.id} {able}"
        raise InputError("notation_unread", text, hint='leave the voice empty, or use <sub alias="…">')


def choose(name: str, language: str) -> Voice:
    """The voice `name` (`espeak:en-us+f3`; the engine may be left out), or for '' the best one for `language`.

    Raises `InputError` with near matches for a name that no engine knows, `ResourceError` when there is no voice.
    """
    if not name.strip():
        return _best(Need(language))
    engine_name, colon, rest = name.strip().partition(":")
    if not colon:
        engine_name, rest = DEFAULT_ENGINE, engine_name
        titled = _titled(rest)
        if titled is not None and f"{DEFAULT_ENGINE}:{rest}" not in {voice.id for voice in _listed(DEFAULT_ENGINE)}:
            return titled
    if engine_name not in plugins.names(plugins.SPEECH_ENGINES):
        known = ", ".join(plugins.names(plugins.SPEECH_ENGINES)) or "none"
        text = f"voice {name!r} asks for the speech engine {engine_name!r}, which is not installed"
        raise InputError("voice_unknown", text, hint=f"installed: {known}")
    engine = engine_named(engine_name)
    listed = {voice.id: voice for voice in engine.voices()}
    full = f"{engine_name}:{rest}"
    if full in listed:
        return listed[full]
    by_title = [voice for voice in listed.values() if rest.casefold() in _spoken_names(voice)]
    if by_title:
        return by_title[0]
    near: list[str] = []
    if isinstance(engine, Finder):
        try:
            return engine.voice(rest)
        except InputError:
            near = [] if colon else _like(rest)
            if not near:
                raise
    near = near or difflib.get_close_matches(full, listed, 4, 0.4) or list(listed)[:4]
    hint = f"near it: {', '.join(near)}" if near else "`understudy voices` lists them"
    raise InputError("voice_unknown", f"there is no voice {name!r}", hint=hint)


def _like(name: str) -> list[str]:
    """People's names that are nearly `name`, whoever speaks as them."""
    named = {one for voice in _in_order() if ":" in voice.title for one in _spoken_names(voice)}
    return [one.title() for one in difflib.get_close_matches(name.casefold(), sorted(named), 3, 0.8)]


def _titled(name: str) -> Voice | None:
    """The first voice, engines in their order, whose title begins with that name; None for no name of a person."""
    wanted = name.casefold()
    return next((voice for voice in _in_order() if wanted in _spoken_names(voice)), None)


def _spoken_names(voice: Voice) -> set[str]:
    """What people may call a voice: its title before the colon, or a word of that."""
    name, colon, _ = voice.title.casefold().partition(":")
    return {name, *name.split()} if colon else {name}


def _in_order() -> Iterator[Voice]:
    """Every voice, those of preferred engines first; an engine is asked when those before it had none that is meant."""
    installed = plugins.names(plugins.SPEECH_ENGINES)
    preferred = [name for name in current().engines if name in installed]
    for name in dict.fromkeys([*preferred, *installed]):
        yield from _listed(name)


def _listed(engine: str) -> Sequence[Voice]:
    """The voices of an engine; none of one that cannot be used, which `missing` tells."""
    try:
        return engine_named(engine).voices()
    except UnderstudyError:
        return ()


def _best(need: Need) -> Voice:
    """The first voice with the very tag, with the language, that reads it besides its own, or for English; among those
    that can read the whole script, else among all."""
    wanted = need.language.lower()
    tests: Sequence[Callable[[Voice], bool]] = (
        lambda voice: "-" in wanted and voice.language.lower() == wanted,
        lambda voice: primary(voice.language) == primary(wanted),
        lambda voice: primary(wanted) in voice.other_languages,
        lambda voice: primary(voice.language) == "en",
    )
    for able in (need.met_by, lambda voice: True):
        for test in tests if "-" in wanted else tests[1:]:
            found = next((voice for voice in _in_order() if test(voice) and able(voice)), None)
            if found is not None:
                return found
    found = next(_in_order(), None)
    if found is None:
        broken = "; ".join(str(warning) for warning in missing())
        raise ResourceError("voices_missing", "no speech engine is usable", hint=broken or "install espeakng-loader")
    return found


def language_of(text: str) -> str:
    """The language of a text as a BCP 47 tag: by its writing, and among Latin letters by common words; default `en`."""
    return guess(text).language


def can_speak(voice: Voice, language: str) -> bool:
    """Whether `voice` reads `language`: its own in any country's form, or one it has besides."""
    wanted = primary(language)
    return not wanted or wanted == primary(voice.language) or wanted in map(primary, voice.other_languages)


def reads(voice: Voice, text: str) -> bool:
    """Whether `voice` can read `text`: a writing it has, and no language that the text clearly is and it is not."""
    found = guess(text)
    if can_speak(voice, found.language):
        return True
    same_writing = found.writing in {writing_of(voice.language), *map(writing_of, voice.other_languages)}
    return same_writing and (not found.sure or found.writing != "latin")
