"""All voices of all installed engines, and the one that is meant."""

from __future__ import annotations

import difflib
from typing import Protocol, runtime_checkable

from understudy import plugins
from understudy.errors import InputError, ResourceError, UnderstudyError, Warning
from understudy.speech.engine import SpeechEngine, Voice
from understudy.speech.languages import guess, primary, writing_of

DEFAULT_ENGINE = "espeak"


@runtime_checkable
class Finder(Protocol):
    """An engine with more voices than it lists: it also finds them by name."""

    def voice(self, name: str) -> Voice:
        """The voice `name` (without the engine's). Raises `InputError` with near matches."""
        ...


def voices() -> list[Voice]:
    """Every voice that the installed engines list, engines in alphabetical order, the best of each language first.

    An engine that cannot be loaded is left out; `missing()` says why.
    """
    return _survey()[0]


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


def choose(name: str, language: str) -> Voice:
    """The voice `name` (`espeak:en-us+f3`; the engine may be left out), or for '' the best one for `language`.

    Raises `InputError` with near matches for a name that no engine knows, `ResourceError` when there is no voice.
    """
    if not name.strip():
        return _best(language)
    engine_name, colon, rest = name.strip().partition(":")
    if not colon:
        engine_name, rest = DEFAULT_ENGINE, engine_name
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
    if isinstance(engine, Finder):
        return engine.voice(rest)
    near = difflib.get_close_matches(full, listed, 4, 0.4) or list(listed)[:4]
    raise InputError("voice_unknown", f"there is no voice {name!r}", hint=f"near it: {', '.join(near)}")


def _spoken_names(voice: Voice) -> set[str]:
    """What people may call a voice: its title before the colon, or a word of that."""
    name = voice.title.partition(":")[0].casefold()
    return {name, *name.split()}


def _best(language: str) -> Voice:
    """The first voice with the very tag, with the language, that reads it besides its own, or for English."""
    everything = voices()
    if not everything:
        broken = "; ".join(str(warning) for warning in missing())
        raise ResourceError("voices_missing", "no speech engine is usable", hint=broken or "install espeakng-loader")
    wanted = language.lower()
    tests = (
        lambda voice: voice.language.lower() == wanted,
        lambda voice: primary(voice.language) == primary(wanted),
        lambda voice: primary(wanted) in voice.other_languages,
        lambda voice: primary(voice.language) == "en",
    )
    for test in tests:
        for voice in everything:
            if test(voice):
                return voice
    return everything[0]


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
