"""Which font draws which character: the same answer on every machine.

Only faces that this package brings (Noto, from the `justmytype-*` wheels and `stage/fonts/`) and an installed family
that the production names are ever used; the system's own fallback is not. `typeface` resolves a font name of the
contract, and `missing_glyphs` says what no face can draw; `runs` in `stage.runs` chooses the face of every character.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import skia

from understudy.errors import Warning
from understudy.stage.remarks import without_remarks


@dataclass(frozen=True)
class Face:
    """A font file of ours. `pitch` is the distance of its lines in ems that keeps its marks apart (by eye, 2026-11-22).

    `package` is the Python package that carries it ('' is this one), `path` its place in there. `weights`: the only
    ones it is drawn at, where not all are right.
    """

    name: str
    package: str
    path: str
    pitch: float = 1.3
    weights: tuple[int, ...] = ()


_GOOGLE = "fonts/ofl"
FACES: tuple[Face, ...] = (
    Face("Noto Sans SC", "justmytype_intl_cjk", f"{_GOOGLE}/notosanssc/NotoSansSC[wght].ttf"),
    Face("Noto Sans TC", "justmytype_intl_cjk", f"{_GOOGLE}/notosanstc/NotoSansTC[wght].ttf"),
    Face("Noto Sans JP", "justmytype_intl_cjk", f"{_GOOGLE}/notosansjp/NotoSansJP[wght].ttf"),
    Face("Noto Sans KR", "justmytype_intl_cjk", f"{_GOOGLE}/notosanskr/NotoSansKR[wght].ttf"),
    # In between, the rasteriser draws the glyphs that have a master of their own at 700 too bold (measured against
    # fontTools' instances: at 100, 400 and 900 no pixel differs, at 700 half do; the other faces are right everywhere).
    Face(
        "Noto Sans", "justmytype_western_core", f"{_GOOGLE}/notosans/NotoSans[wdth,wght].ttf", weights=(100, 400, 900)
    ),
    Face("Noto Sans Arabic", "justmytype_intl_rtl", f"{_GOOGLE}/notosansarabic/NotoSansArabic[wdth,wght].ttf", 1.55),
    Face("Noto Sans Hebrew", "justmytype_intl_rtl", f"{_GOOGLE}/notosanshebrew/NotoSansHebrew[wdth,wght].ttf"),
    Face("Noto Sans Thai", "justmytype_intl_sea", f"{_GOOGLE}/notosansthai/NotoSansThai[wdth,wght].ttf", 1.5),
    Face("Noto Sans Lao", "justmytype_intl_sea", f"{_GOOGLE}/notosanslao/NotoSansLao[wdth,wght].ttf", 1.5),
    Face("Noto Sans Khmer", "justmytype_intl_sea", f"{_GOOGLE}/notosanskhmer/NotoSansKhmer[wdth,wght].ttf", 1.7),
    Face("Noto Sans Myanmar", "justmytype_intl_sea", f"{_GOOGLE}/notosansmyanmar/NotoSansMyanmar[wdth,wght].ttf", 1.7),
    Face(
        "Noto Sans Devanagari",
        "justmytype_intl_south_asia",
        f"{_GOOGLE}/notosansdevanagari/NotoSansDevanagari[wdth,wght].ttf",
        1.45,
    ),
    Face(
        "Noto Sans Bengali",
        "justmytype_intl_south_asia",
        f"{_GOOGLE}/notosansbengali/NotoSansBengali[wdth,wght].ttf",
        1.45,
    ),
    Face(
        "Noto Sans Tamil", "justmytype_intl_south_asia", f"{_GOOGLE}/notosanstamil/NotoSansTamil[wdth,wght].ttf", 1.45
    ),
    Face(
        "Noto Sans Telugu",
        "justmytype_intl_south_asia",
        f"{_GOOGLE}/notosanstelugu/NotoSansTelugu[wdth,wght].ttf",
        1.55,
    ),
    Face(
        "Noto Sans Symbols 2",
        "justmytype_western_core",
        f"{_GOOGLE}/notosanssymbols2/NotoSansSymbols2-Regular.ttf",
    ),
    Face(
        "STIX Two Math",
        "justmytype_western_core",
        f"{_GOOGLE}/stixtwomath/STIXTwoMath-Regular.ttf",
    ),
    Face("Noto Color Emoji", "", "fonts/NotoColorEmoji-COLRv1.ttf"),
)
"""Every face of ours, in the order in which they are asked for a character (pictures excepted)."""

EMOJI = "Noto Color Emoji"
LATIN = "Noto Sans"
CJK = {"zh": "Noto Sans SC", "zh-Hant": "Noto Sans TC", "ja": "Noto Sans JP", "ko": "Noto Sans KR"}
_WEIGHT_AXIS = 0x77676874


@dataclass(frozen=True)
class Font:
    """A font name that productions use: the families that are it when installed, and its weight.

    `STAND_IN` at that weight takes its place when none is installed.
    """

    installed: tuple[str, ...]
    weight: int


FONTS: dict[str, Font] = {
    "HarmonyOS_Sans_SC_Black": Font(("HarmonyOS Sans SC Black", "HarmonyOS Sans SC"), 900),
    "HarmonyOS_Sans_SC_Regular": Font(("HarmonyOS Sans SC Regular", "HarmonyOS Sans SC"), 400),
    "HarmonyOS_Sans_SC_Thin": Font(("HarmonyOS Sans SC Thin", "HarmonyOS Sans SC"), 100),
    # FounderType YouHei is a screen face drawn slightly darker than a text regular.
    "fzyouh": Font(("FZYouHei", "FZYouHK_508R", "方正悠黑"), 500),
    # A humanist face like the Latin of the face that stands in.
    "Adelle_Sans_Global": Font(("Adelle Sans Global", "Adelle Sans"), 400),
    "Adelle_Sans_Global_Bold": Font(("Adelle Sans Global", "Adelle Sans"), 700),
}
"""The font names of the contract (§9), with what stands in for them; the two of 2024 from its newer table."""

STAND_IN = "Noto Sans SC"
DEFAULT_FONT = "HarmonyOS_Sans_SC_Black"


@dataclass(frozen=True)
class Typeface:
    """A font as it will be drawn: a family of ours or an installed one, its weight, and what is to be said about it."""

    family: str
    weight: int
    installed: bool = False
    warnings: tuple[Warning, ...] = ()


def typeface(font: str, *, scene: int | None = None, field: str | None = None) -> Typeface:
    """What draws texts in `font`: a name of the contract, a family of ours, or any installed family.

    An unknown name gives the default font and a warning `font_unknown`; an empty one gives the default silently.
    """
    asked = FONTS.get(font or DEFAULT_FONT)
    if asked:
        family = next((name for name in asked.installed if _installed(name, asked.weight)), None)
        return Typeface(family, asked.weight, installed=True) if family else Typeface(STAND_IN, asked.weight)
    for face in FACES:
        if face.name.casefold() == font.casefold() and face.name != EMOJI:
            return Typeface(face.name, 400)
    if _installed(font, 400):
        return Typeface(font, 400, installed=True)
    fallback = typeface(DEFAULT_FONT)
    text = f"font {font!r} is neither known nor installed; {DEFAULT_FONT} is used"
    hint = f"known: {', '.join(FONTS)}, Noto Sans SC and its kin, and every installed family"
    return Typeface(
        fallback.family, fallback.weight, fallback.installed, (Warning("font_unknown", text, hint, scene, field),)
    )


@cache
def _system() -> skia.FontMgr:
    """The installed fonts, as the system lists them."""
    with without_remarks("Fontconfig "):  # the wheel's Fontconfig remarks on every setting of a newer one
        return skia.FontMgr()


@lru_cache(maxsize=64)
def _installed(family: str, weight: int) -> skia.Typeface | None:
    """The installed face of exactly this family nearest to `weight`, or None."""
    if not _system().matchFamily(family).count():
        return None
    style = skia.FontStyle(weight, skia.FontStyle.kNormal_Width, skia.FontStyle.kUpright_Slant)
    found = _system().matchFamilyStyle(family, style)
    if found is None or family.casefold() not in {str(name).casefold() for name in _names(found)}:
        return None
    return _weighted(found, weight)


def _names(found: skia.Typeface) -> Iterator[str]:
    yield found.getFamilyName()
    for name in found.getFamilyNames():
        yield name[0] if isinstance(name, tuple) else str(name)


def _file(face: Face) -> Path:
    if not face.package:
        return Path(__file__).parent / face.path
    spec = importlib.util.find_spec(face.package)
    assert spec is not None and spec.origin is not None, f"{face.package} is a dependency of this package"
    return Path(spec.origin).parent / face.path


@cache
def _ours() -> skia.FontMgr:
    """Opens font files without asking the system for its own."""
    return skia.FontMgr.New_Custom_Empty()


@cache
def _plain(name: str) -> skia.Typeface:
    """A face of ours at its default weight: what its glyphs are is the same at every weight."""
    face = next(face for face in FACES if face.name == name)
    loaded = _ours().makeFromFile(str(_file(face)))
    assert loaded is not None, f"{_file(face)} is not a font"
    return loaded


def _weighted(plain: skia.Typeface, weight: int) -> skia.Typeface:
    """`plain` at `weight` (within its range) where it has such an axis; its default may be Thin, so always set it."""
    axis = next((axis for axis in plain.getVariationDesignParameters() if axis.tag == _WEIGHT_AXIS), None)
    if axis is None:
        return plain
    variation = skia.FontArguments.VariationPosition
    wished = min(max(float(weight), axis.min), axis.max)
    coordinates = variation.Coordinates([variation.Coordinate(_WEIGHT_AXIS, wished)])
    position = variation(coordinates)
    arguments = skia.FontArguments()
    arguments.setVariationDesignPosition(position)
    return plain.makeClone(arguments)


@cache
def _collection() -> tuple[skia.textlayout_FontCollection, skia.textlayout_TypefaceFontProvider]:
    provider = skia.textlayout_TypefaceFontProvider()
    collection = skia.textlayout_FontCollection()
    collection.setDefaultFontManager(provider)
    return collection, provider


def collection() -> skia.textlayout_FontCollection:
    """The fonts that paragraphs are shaped with; only what `alias` registered is in there."""
    return _collection()[0]


@cache
def alias(name: str, weight: int, installed: bool = False) -> str:
    """The name under which `collection` knows the face `name` at `weight`; registers it at first use."""
    drawn = () if installed else next(face.weights for face in FACES if face.name == name)
    weight = min(drawn, key=lambda offered: abs(offered - weight)) if drawn else weight
    label = f"{'installed' if installed else 'ours'}:{name}:{weight}"
    face = _installed(name, weight) if installed else _weighted(_plain(name), weight)
    _collection()[1].registerTypeface(face, label)
    return label


@lru_cache(maxsize=16384)
def has_glyph(name: str, installed: bool, mark: str) -> bool:
    """Whether the face `name` (of ours, or an installed family) draws `mark`."""
    face = _installed(name, 400) if installed else _plain(name)
    return face is not None and face.unicharToGlyph(ord(mark)) != 0


def is_silent(mark: str) -> bool:
    """Whether `mark` needs no glyph: controls, joiners, variation selectors, line ends."""
    return (
        unicodedata.category(mark) in ("Cc", "Cf", "Zl", "Zp")
        or "\ufe00" <= mark <= "\ufe0f"
        or "\U000e0000" <= mark <= "\U000e0fff"
    )


def missing_glyphs(text: str, font: str = "") -> set[str]:
    """The characters of `text` that no face of ours draws, nor `font`; they are left out, never drawn as boxes."""
    asked = typeface(font)
    faces = [(face.name, False) for face in FACES] + [(asked.family, asked.installed)]
    return {mark for mark in set(text) if not is_silent(mark) and not any(has_glyph(*face, mark) for face in faces)}
