"""Reads a scene's text: plain, or one `<speak>` document (SSML with the tags of MetaStudio's voices).

What is read is untrusted: no document type, no entities of its own, bounded depth and length. A mistake in the markup
is an `InputError` with line and column; a tag that cannot be honoured is read as plain content, with a warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from xml.sax import SAXParseException

from understudy.errors import InputError, Warning
from understudy.production import LONGEST_MARKUP, LONGEST_TEXT, LexiconEntry
from understudy.script.document import Item, Run, Script
from understudy.script.foreign_tags import NAMES
from understudy.script.lexicon import apply
from understudy.script.tags import TAGS, Document

_ROOT = r"<(?:\w{1,20}:)?speak(?=[\s>/])"
_SPEAK = re.compile(rf"(?:<\?xml[^>]{{0,200}}\?>\s*)?(?:<!--.*?-->\s*)*{_ROOT}", re.DOTALL | re.IGNORECASE)
_DOCTYPE = re.compile(rf"(?:<\?xml[^>]{{0,200}}\?>\s*)?<!DOCTYPE\b[^<]{{0,200}}.*?{_ROOT}", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<(?:\w{1,20}:)?([A-Za-z-]{1,20})(?:\s+[\w:-]+\s*=\s*[\"'][^<>]{0,400}|\s*/)>")
"""What only a tag looks like: it has an attribute or is empty."""

_BREAK_INSIDE = re.compile(r"(?<![\n.!?:;。！？：；，、\-—])\n(?=[a-zà-ÿ])")
_WRAPPED = range(50, 81)
"""Letters of the longest line of a text that somebody, or a mail program, has wrapped."""
_SPACES = re.compile(r"[^\S\n]+")


def read(
    text: str, *, scene: int | None = None, lexicon: Sequence[LexiconEntry] = (), longest: int = LONGEST_TEXT
) -> tuple[Script, list[Warning]]:
    """The script in `text`, and warnings about what is read otherwise than asked; `longest` counts without tags.

    Raises `InputError`, with line and column for markup: `markup_malformed`, `markup_forbidden`, `markup_too_deep`,
    `text_too_long` and the codes of single attributes.
    """
    where = Place(scene)
    if len(text) > LONGEST_MARKUP:
        raise where.error(
            "text_too_long", f"the text has {len(text)} characters, tags included", f"at most {LONGEST_MARKUP}"
        )
    clean, warnings = sayable(text, where)
    start = len(clean) - len(clean.lstrip())
    if _SPEAK.match(clean, start) or _DOCTYPE.match(clean, start):
        items, warned = _marked_up(clean, start, where)
        warnings += warned
    else:
        items = _plain(clean)
        warnings += _tags_read_aloud(clean, where)
    visible = sum(len(item.written) for item in items if isinstance(item, Run))
    if visible > longest:
        hint = f"at most {longest} in a scene" if longest == LONGEST_TEXT else f"at most {longest}"
        raise where.error("text_too_long", f"the text has {visible} characters without tags", hint)
    return Script(apply(items, lexicon)), warnings


class Place:
    """Where a text stands in the production: makes errors and warnings that say so."""

    def __init__(self, scene: int | None, name: str = "text") -> None:
        self.scene = scene
        self.field = None if scene is None else f"scenes[{scene}].speech.{name}"

    def error(self, code: str, message: str, hint: str = "") -> InputError:
        """An error there."""
        return InputError(code, message, hint=hint, scene=self.scene, field=self.field)

    def warning(self, code: str, message: str, hint: str = "") -> Warning:
        """A warning there."""
        return Warning(code, message, hint, self.scene, self.field)


def sayable(text: str, where: Place) -> tuple[str, list[Warning]]:
    """The text without characters that stand for nothing: control codes, lone surrogates, byte order marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
    dropped = len(text) - len(kept)
    if not dropped:
        return kept.replace("\ufeff", ""), []
    message = f"{dropped} control characters or broken halves of characters were left out"
    return kept.replace("\ufeff", ""), [where.warning("characters_dropped", message)]


def _plain(text: str) -> tuple[Item, ...]:
    """Plain text: spaces collapsed, a line that was only wrapped joined, other line ends kept (they are paragraphs)."""
    text = _SPACES.sub(lambda match: "\t" if "\t" in match[0] or "\u3000" in match[0] else " ", text.strip())
    text = _unwrapped(re.sub(r"[ \t]?\n[ \t]?", "\n", text))
    text = re.sub(r"\n{2,}", "\n\n", text)
    text = _BREAK_INSIDE.sub(" ", text).replace("\n\n", "\n")
    return (Run(text),) if text else ()


def _unwrapped(text: str) -> str:
    """Lines joined that end only where the next word would have made them longer than the longest of their paragraph.

    A line that ends with a mark of a sentence stays one.
    """
    return "\n\n".join(_joined(paragraph.split("\n")) for paragraph in re.split(r"\n{2,}", text))


def _joined(lines: list[str]) -> str:
    width = max(map(len, lines))
    words = [line.split(" ", 1)[0] for line in lines]
    full = all(len(line) + 1 + len(word) > width for line, word in zip(lines, words[1:], strict=False))
    if width not in _WRAPPED or not full:
        return "\n".join(lines)
    return re.sub(r"(?<![.!?:;…。！？：；])\n(?=[\w(“\"'‘])", " ", "\n".join(lines))


def _tags_read_aloud(text: str, where: Place) -> list[Warning]:
    """A warning about the first tag of a plain text: its author believes that it does something."""
    for match in _TAG.finditer(text):
        if match[1].lower() in TAGS | NAMES:
            message = f"{match[0]} stands in plain text, and is read aloud"
            return [where.warning("markup_unread", message, "put the whole text inside <speak>…</speak>")]
    return []


def _marked_up(text: str, start: int, where: Place) -> tuple[tuple[Item, ...], list[Warning]]:
    """The items of a `<speak>` document that begins at `start`."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.expatreader import DefusedExpatParser

    sample = re.sub(r"<[^>]*>", " ", text[start:])
    document = Document(where.error, where.warning, _lines_before(text, start), sample)
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(document)
    parser.setErrorHandler(document)
    document.setDocumentLocator(parser)
    try:
        parser.feed(text[start:].rstrip())
        parser.close()
    except DefusedXmlException:
        raise where.error(
            "markup_forbidden",
            f"{document.place(parser)}: a document type or entity declaration is not read",
            "use the characters themselves, or &amp; &lt; &gt; &quot; &apos; and &#...;",
        ) from None
    except SAXParseException as error:
        raise where.error("markup_malformed", *_explained(document.place(error), error.getMessage())) from None
    except RecursionError:
        raise where.error("markup_too_deep", "the tags are nested too deep") from None
    return document.items(), document.warnings


def _lines_before(text: str, start: int) -> tuple[int, int]:
    """Line breaks before `start`, and characters after the last of them."""
    before = text[:start]
    return before.count("\n"), len(before) - (before.rfind("\n") + 1)


_EXPLANATIONS = (
    ("not well-formed", "write & as &amp; and < as &lt; where they are not part of a tag"),
    ("undefined entity", "only &amp; &lt; &gt; &quot; &apos; and &#...; are known; write other characters themselves"),
    ("mismatched tag", "every tag is closed, and in the order in which it was opened"),
    ("no element found", "close every tag, the last one with </speak>"),
    ("unclosed token", "a tag or a quotation mark is not closed"),
    ("junk after", "all the text stands between <speak> and </speak>, once"),
    ("unclosed CDATA", "close it with ]]>"),
    ("unbound prefix", "use the tag without its prefix"),
)
"""What the parser says, and what would be right."""


def _explained(place: str, reason: str) -> tuple[str, str]:
    hint = next((hint for words, hint in _EXPLANATIONS if words in reason), "see the reference of tags")
    return f"{place}: the markup is {reason}" if reason.startswith("not") else f"{place}: {reason}", hint
