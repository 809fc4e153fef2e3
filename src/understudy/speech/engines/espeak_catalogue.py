"""Which voices espeak-ng has, read from its data files: no process is needed to list or to find one.

A voice is a language file (`lang/sit/cmn`), spoken with its own sound or that of a variant (`voices/!v/f3`). Its name
is the first tag of the file, and a plus with the variant: `en-us+f3`. espeak's own lookup is not used: it refuses 12 of
the tags that it lists itself, and takes an unknown variant for none without a word (measured 2026-11-22).
"""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from understudy.errors import InputError, ResourceError
from understudy.speech.engine import Voice
from understudy.speech.engines.espeak_controls import CANTONESE

RATE = 22_050
LICENCE = "engine GPL-3.0-or-later; the sound is yours"
OWN_PITCH = (82.0, 118.0)
"""Lowest and highest pitch of a voice whose file says nothing (espeak-ng's own default, in its units, near Hz)."""

CURATED: tuple[tuple[str, str, str, str], ...] = (
    ("en-us", "f3", "female", "Clara"),
    ("en-us", "m3", "male", "Walter"),
    ("en-us", "f2", "female", "Ruth"),
    ("en-us", "Alex", "male", "Alex"),
    ("en-gb", "f3", "female", "Harriet"),
    ("en-gb", "m3", "male", "Oliver"),
    ("cmn", "f3", "female", "云灵 Yunling"),
    ("cmn", "m3", "male", "云杰 Yunjie"),
    ("cmn", "f2", "female", "晓雨 Xiaoyu"),
    ("cmn", "Alex", "male", "志远 Zhiyuan"),
    ("yue", "f3", "female", "Ka Yan"),
    ("yue", "m3", "male", "Chi Ming"),
    *((tag, "f3", "female", "") for tag in ("de", "fr-fr", "es", "it", "pt-br", "pt", "nl", "pl", "ru", "ja", "ko")),
    *((tag, "m3", "male", "") for tag in ("de", "fr-fr", "es", "it", "pt-br", "pt", "nl", "pl", "ru", "ja", "ko")),
    *((tag, "f3", "female", "") for tag in ("ar", "hi", "tr", "vi", "id", "uk", "el", "he", "th", "sv")),
    *((tag, "m3", "male", "") for tag in ("ar", "hi", "tr", "vi", "id", "uk", "el", "he", "th", "sv")),
)
"""Voices that are listed first: tag, variant, gender, name. f3 and m3 are the variants that stay nearest to the plain
voice in timbre while clearly female or male by their median F0 (214 and 93 Hz in English, measured 2026-11-22)."""

NOTATIONS = frozenset({"ipa", "x-pinyin", "spell"})
"""In which voices can be told a pronunciation; those of Cantonese know no pinyin."""

WIRE_TAGS = {"cmn": "zh", "en-us": "en-US", "en-gb": "en-GB", "pt-br": "pt-BR", "fr-fr": "fr", "es-419": "es-419"}
"""BCP 47 tags where espeak's own differ from the ones people use."""

OTHERS = {"cmn": ("en",), "yue": ("en",)}
"""Languages that a voice reads besides its own, in the middle of a sentence (espeak-ng switches by itself)."""

PREFERRED = {"en": "en-us", "zh": "cmn", "fr": "fr-fr", "pt": "pt-br", "no": "nb", "es-mx": "es-419", "hy": "hy"}
"""What a tag means that more than one file carries, or that people use more widely than espeak does."""


def installation() -> Path:
    """The folder of the wheel `espeakng-loader`, found without importing it. Raises `ResourceError` without it."""
    found = importlib.util.find_spec("espeakng_loader")
    if found is None or found.origin is None:
        raise ResourceError(
            "espeak_missing", "espeak-ng is not installed", hint="install the package espeakng-loader, which carries it"
        )
    return Path(found.origin).parent


@dataclass(frozen=True)
class Sounding:
    """A voice as the engine needs it: espeak's identifier, its tag, and the lowest and highest pitch it is made for."""

    identifier: str
    tag: str
    pitch: tuple[float, float]


@dataclass(frozen=True)
class _File:
    """A language or variant file: its path below the folder, and its lines by keyword."""

    path: str
    name: str
    tags: tuple[str, ...]
    gender: str
    pitch: tuple[float, float] | None


class Catalogue:
    """All voices below the data folder of espeak-ng."""

    def __init__(self, data: Path) -> None:
        self._data = data

    @cached_property
    def languages(self) -> dict[str, _File]:
        """Language files by their first tag, sorted; where two share one, the later carries its file's name."""
        found: dict[str, _File] = {}
        for file in sorted(_files(self._data / "lang"), key=lambda file: (file.tags[0], file.path)):
            tag = file.tags[0] if file.tags[0] not in found else file.path.rsplit("/", 1)[-1].lower()
            found[tag] = file
        return found

    @cached_property
    def variants(self) -> dict[str, _File]:
        """Variant files by their name."""
        return {file.path: file for file in sorted(_files(self._data / "voices" / "!v"), key=lambda file: file.path)}

    @cached_property
    def _tags(self) -> dict[str, str]:
        """Every tag that any file lists, with the first tag of the file that it means."""
        meaning = {tag: first for first, file in reversed(self.languages.items()) for tag in file.tags[1:]}
        meaning |= {tag: tag for tag in self.languages}
        return meaning | {tag: first for tag, first in PREFERRED.items() if first in self.languages}

    def voices(self) -> list[Voice]:
        """The curated voices, then every language with its own sound."""
        return list(self._listed)

    @cached_property
    def _listed(self) -> list[Voice]:
        curated = [
            self._voice(tag, variant, gender, name)
            for tag, variant, gender, name in CURATED
            if tag in self.languages and variant in self.variants
        ]
        return curated + [self._voice(tag, "", "", "") for tag in self.languages]

    def find(self, name: str) -> Voice:
        """The voice `tag`, `tag+variant`. Raises `InputError` with near matches for an unknown tag or variant."""
        tag, _, variant = name.partition("+")
        first = self._tags.get(tag.lower().replace("_", "-"))
        if first is None:
            raise _unknown("voice", tag, list(self._tags))
        if variant and variant not in self.variants:
            raise _unknown("voice variant", variant, list(self.variants))
        for listed, version, gender, title in CURATED:
            if (listed, version) == (first, variant):
                return self._voice(first, variant, gender, title)
        return self._voice(first, variant, "", "")

    def sounding(self, voice: Voice, tag: str = "") -> Sounding:
        """What the engine needs to speak as `voice`, or with its variant in another language `tag`."""
        own, _, variant = voice.id.partition(":")[2].partition("+")
        language = tag or own
        if language not in self.languages or (variant and variant not in self.variants):
            found = self.find(f"{language}+{variant}" if variant else language)
            language = found.id.partition(":")[2].partition("+")[0]
        file = self.languages[language]
        version = self.variants[variant] if variant else None
        pitch = (version.pitch if version else None) or file.pitch or OWN_PITCH
        return Sounding(f"{file.path}+{variant}" if variant else file.path, language, pitch)

    def _voice(self, tag: str, variant: str, gender: str, name: str) -> Voice:
        file = self.languages[tag]
        version = self.variants[variant] if variant else None
        gender = gender or (version.gender if version else "male") or "male"
        own = name or (variant if variant else "")
        title = f"{own}: {file.name}" if own else file.name
        if variant and not name:
            title = f"{file.name}, {gender} ({variant})"
        return Voice(
            f"espeak:{tag}+{variant}" if variant else f"espeak:{tag}",
            title,
            WIRE_TAGS.get(tag, tag),
            gender,
            RATE,
            LICENCE,
            other_languages=OTHERS.get(tag, ()),
            notations=NOTATIONS - {"x-pinyin"} if tag in CANTONESE else NOTATIONS,
        )


def _files(folder: Path) -> Iterator[_File]:
    """Every voice file below `folder`; comments and bytes that are no text are left out."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        name, tags, gender, pitch = path.name, list[str](), "", None
        for line in path.read_text("utf-8", "replace").splitlines():
            word, _, rest = line.partition("//")[0].strip().partition(" ")
            values = rest.split()
            if word == "name" and values:
                name = rest.strip()
            elif word == "language" and values:
                tags.append(values[0].lower())
            elif word == "gender" and values:
                gender = values[0].lower()
            elif word == "pitch" and len(values) >= 2:
                pitch = (float(values[0]), float(values[1]))
        yield _File(path.relative_to(folder).as_posix(), name, tuple(tags) or (path.name.lower(),), gender, pitch)


def _unknown(what: str, found: str, known: list[str]) -> InputError:
    near = sorted(difflib.get_close_matches(found, known, 4, 0.5))
    hint = f"near it: {', '.join(near)}" if near else "`understudy voices` lists them"
    if what == "voice variant" and not near:
        hint = f"there are {', '.join(sorted(known)[:6])} and {len(known) - 6} more"
    return InputError("voice_unknown", f"espeak-ng has no {what} {found!r}", hint=hint)
