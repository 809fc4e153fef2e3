"""The finished package: the film and what belongs to it, in a folder of its own or beside each other."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from understudy.deliver.captions import ass, film_captions, srt, vtt
from understudy.deliver.cover import write_cover, write_whole
from understudy.deliver.provenance import Signing, sign
from understudy.deliver.report import reading_warnings, report
from understudy.deliver.timings import SpokenFilm, write_timings
from understudy.encode.failures import failure
from understudy.encode.probe import Probe, probe
from understudy.encode.profiles import profile_of
from understudy.errors import InputError, Warning
from understudy.production import Codec, Production


@dataclass(frozen=True)
class FilmFiles:
    """Where everything of one film lies."""

    folder: Path
    film: Path
    cover: Path
    srt: Path
    vtt: Path
    ass: Path
    timings: Path
    report: Path

    @classmethod
    def at(cls, output: Path, codec: Codec) -> FilmFiles:
        """Files for `output`: a path with the codec's suffix is the film and the rest lies beside it, named after it;
        a path without suffix, or an existing folder, is a folder for all.

        Raises `InputError` when the suffix belongs to another kind of film.
        """
        suffix = profile_of(codec).suffix
        if output.is_dir() or not output.suffix:
            return cls.inside(output, codec)
        if output.suffix.lower() != suffix:
            hint = f"name it {output.with_suffix(suffix).name}, or choose another codec"
            raise InputError(
                "suffix_differs", f"{output.name} does not end with {suffix}, as {codec} films do", hint=hint
            )
        return cls.beside(output)

    @classmethod
    def beside(cls, film: Path) -> FilmFiles:
        """The film as named, the others beside it: `film.cover.png`, `film.srt`, `film.words.json` …"""

        def named(ending: str) -> Path:
            return film.with_name(film.stem + ending)

        endings = (".cover.png", ".srt", ".vtt", ".ass", ".words.json", ".report.json")
        return cls(film.parent, film, *(named(ending) for ending in endings))

    @classmethod
    def inside(cls, folder: Path, codec: Codec) -> FilmFiles:
        """Plain names in a folder of their own: `film.mp4`, `cover.png`, `film.srt`, `words.json` …"""
        captions = ("film.srt", "film.vtt", "film.ass")
        names = (f"film{profile_of(codec).suffix}", "cover.png", *captions, "words.json", "report.json")
        return cls(folder, *(folder / name for name in names))

    @property
    def beside_film(self) -> tuple[Path, ...]:
        """All but the film."""
        return self.cover, self.srt, self.vtt, self.ass, self.timings, self.report


@dataclass(frozen=True)
class Film:
    """A finished film: its file at `path`, the others `beside` it, and what was done without or differently."""

    path: Path
    folder: Path
    duration: Fraction
    frames: int
    cover: Path
    captions: tuple[Path, ...]
    timings: Path
    report: Path
    warnings: tuple[Warning, ...]
    probe: Probe

    @property
    def beside(self) -> tuple[Path, ...]:
        """Every file of the package but the film."""
        return self.cover, *self.captions, self.timings, self.report

    def as_dict(self) -> dict[str, Any]:
        """The film as plain JSON values."""
        return {
            "path": str(self.path),
            "duration": round(float(self.duration), 3),
            "frames": self.frames,
            "cover": str(self.cover),
            "captions": [str(path) for path in self.captions],
            "timings": str(self.timings),
            "report": str(self.report),
            "warnings": [warning.as_dict() for warning in self.warnings],
        }


class RehearsedFilm(SpokenFilm, Protocol):
    """What the package has to know of a rehearsed film, besides its speech."""

    @property
    def production(self) -> Production:
        """The document it was made from."""

    @property
    def warnings(self) -> list[Warning]:
        """What was found so far."""


class MixedSound(Protocol):
    """What the package has to know of the film's sound."""

    @property
    def warnings(self) -> list[Warning]:
        """What was found while mixing."""

    def report(self) -> dict[str, Any]:
        """Loudness and gains, measured."""


class Laps(Protocol):
    """How long each stage took, in seconds."""

    @property
    def laps(self) -> dict[str, float]:
        """By stage."""


@dataclass(frozen=True, eq=False)
class Material:
    """What a package is made from: `film` is the encoded file in the working folder, `cover` the picture for the cover
    (premultiplied RGBA). `signing`: a C2PA manifest is wanted.
    """

    rehearsal: RehearsedFilm
    sound: MixedSound
    cover: npt.NDArray[np.uint8]
    film: Path
    watch: Laps
    signing: Signing | None = None


def deliver(material: Material, files: FilmFiles) -> Film:
    """Make everything in the working folder, then move it to its place, the film last.

    Raises `ResourceError` when files cannot be written, `InputError` when the film cannot be signed; files that were
    not there before are then removed.
    """
    new = [path for path in (*files.beside_film, files.film) if not path.exists()]
    try:
        files.folder.mkdir(parents=True, exist_ok=True)
        return _deliver(material, files)
    except BaseException as error:
        for path in new:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise failure(error, files.film, "delivering") from error
        raise


def _deliver(material: Material, files: FilmFiles) -> Film:
    rehearsal, production = material.rehearsal, material.rehearsal.production
    finished, signed_warnings = _signed(material)
    found = probe(finished)
    scenes: Sequence[Any] = rehearsal.scenes
    captions = film_captions(scenes)
    fast = [warning for scene in scenes for warning in reading_warnings(scene.captions, scene.number)]
    warnings = (*dict.fromkeys([*rehearsal.warnings, *material.sound.warnings, *fast, *signed_warnings]),)
    made = FilmFiles.inside(material.film.parent / "package", production.output.codec)
    made.folder.mkdir(exist_ok=True)
    write_cover(material.cover, made.cover)
    write_whole(made.srt, srt(captions).encode())
    write_whole(made.vtt, vtt(captions).encode())
    write_whole(made.ass, ass(captions, lit=True).encode())
    write_timings(rehearsal, made.timings)
    document = report(
        title=production.title,
        film=files.film.name,
        scenes=rehearsal.scenes,
        probe=found,
        sound=material.sound.report(),
        warnings=warnings,
        stages=material.watch.laps,
    )
    write_whole(made.report, json.dumps(document, ensure_ascii=False, indent=1).encode())
    for source, target in zip((*made.beside_film, finished), (*files.beside_film, files.film), strict=True):
        _move(source, target)
    return Film(
        path=files.film,
        folder=files.folder,
        duration=found.duration,
        frames=found.frames,
        cover=files.cover,
        captions=(files.srt, files.vtt, files.ass),
        timings=files.timings,
        report=files.report,
        warnings=warnings,
        probe=found,
    )


def _signed(material: Material) -> tuple[Path, list[Warning]]:
    """The film to deliver: with a manifest where one is wanted and possible."""
    if material.signing is None:
        return material.film, []
    signed = material.film.with_name(f"signed-{material.film.name}")
    title = material.rehearsal.production.title or material.film.name
    warnings = sign(material.film, signed, material.signing, title)
    return (material.film if warnings else signed), warnings


def _move(source: Path, target: Path) -> None:
    """Rename, or copy aside and rename where the working folder is on another disk."""
    try:
        source.replace(target)
    except OSError:
        aside = target.with_name(target.name + ".partial")
        try:
            shutil.copyfile(source, aside)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
