"""Slides: how many there are and what is written on them. They are read, never drawn: that takes an office program."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from understudy.errors import InputError
from understudy.service.assets.probes.found import Found

MOST_PAGES, LONGEST_PAGE, MOST_COUNTED = 50, 2048, 256
"""Pages whose words are told, characters of each, and pages that can be counted, by the contract."""

LARGEST_PART = 8 << 20
"""Bytes that one part of the archive may unpack to."""

OFFICE_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAIN = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PRESENTATION = "ppt/presentation.xml"

NO_PICTURES = "pages are not turned into pictures here; export them as pictures and upload those as IMAGE assets"


def probe(file: Path, *, pictures_wanted: bool) -> Found:
    """Read the pages of a .pptx file. Raises `InputError` (`slides_unreadable`) for what is none."""
    with file.open("rb") as stream:
        if stream.read(8) == OFFICE_97:
            raise _unreadable(file, "is in the format of PowerPoint 97")
    try:
        with zipfile.ZipFile(file) as archive:
            texts = list(_pages(archive))
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, RuntimeError, NotImplementedError, OSError):
        raise _unreadable(file, "is no PowerPoint presentation, or is damaged") from None
    pages = [{"page_no": number, "page_content": text[:LONGEST_PAGE]} for number, text in enumerate(texts, start=1)]
    meta: dict[str, Any] = {"page_count": min(len(texts), MOST_COUNTED), "pages": pages[:MOST_PAGES]}
    if pictures_wanted:
        meta |= {
            "ppt_analysis_status": "FAILED",
            "error_info": {"error_code": "MSS.45000004", "error_msg": NO_PICTURES},
        }
    return Found({"ppt_meta": meta})


def _pages(archive: zipfile.ZipFile) -> Iterator[str]:
    """The words of each page, in the order in which they are shown."""
    links = {
        link.get("Id"): link.get("Target", "")
        for link in _part(archive, "ppt/_rels/presentation.xml.rels")
        if not link.get("TargetMode")
    }
    for number, entry in enumerate(_part(archive, _PRESENTATION).iter(f"{_MAIN}sldId")):
        target = links[entry.get(_LINK)]
        name = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("ppt") / target)
        yield _words(_part(archive, name)) if number < MOST_PAGES else ""


def _words(page: Element) -> str:
    """One line for each paragraph that has words."""
    lines = ("".join(run.text or "" for run in line.iter(f"{_DRAWING}t")) for line in page.iter(f"{_DRAWING}p"))
    return "\n".join(line.strip() for line in lines if line.strip())


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as stream:
        data = stream.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise zipfile.BadZipFile(name)
    root: Element = fromstring(data)
    return root


def _unreadable(file: Path, found: str) -> InputError:
    return InputError("slides_unreadable", f"{file.name} {found}", hint="save it as .pptx")
