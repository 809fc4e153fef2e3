"""The tags of a `<speak>` document, one handler each, and the script that they build."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.handler import ContentHandler

from understudy.errors import InputError, Warning
from understudy.script import prosody
from understudy.script.document import Action, Delivery, Item, Pause, Run
from understudy.script.foreign_tags import instead
from understudy.script.interpret import SAY_AS, say_as, understood
from understudy.script.notation import ALPHABETS, as_notation, misfit

DEEPEST = 64
"""Tags inside tags that are read; nobody writes more than ten."""

SHORTEST_BREAK, LONGEST_BREAK = 200, 10_000
STRENGTHS = {"none": 0, "x-weak": 100, "weak": 200, "medium": 400, "strong": 700, "x-strong": 1200}
"""Milliseconds of a break by its strength: from no pause over a comma's and a sentence's to a change of subject.
By eye, between the pauses that presenters make (Campione & Véronis 2002 find modes near 150, 500 and 1500 ms)."""

EMOTIONS = frozenset(
    (
        *("DEFAULT", "HAPPY", "SAD", "CALM", "ANGER", "ANGRY", "FEAR", "AMAZED"),
        *("COMFORT", "NEWS", "MARKETING", "LIVE", "EDUCATION", "CUSTOMER", "STORYTELLING"),
    )
)

_TIME = re.compile(r"\+?(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})\s*(ms|s)", re.IGNORECASE)


@dataclass
class _Capture:
    """A tag whose whole content is one run (`sub`, `phoneme`, `say-as`): what it said, and the text so far."""

    tag: str
    value: str
    form: str = ""
    text: str = ""


class Document(ContentHandler):
    """Receives the tags as they are parsed; `items()` is the script, `warnings` what is read otherwise."""

    def __init__(
        self,
        error: Callable[..., InputError],
        warning: Callable[..., Warning],
        before: tuple[int, int],
        sample: str = "",
    ) -> None:
        super().__init__()
        self.warnings: list[Warning] = []
        self._error, self._warning, self._before, self._sample = error, warning, before, sample
        self._items: list[Item] = []
        self._open: list[tuple[str, Delivery]] = []
        self._delivery = Delivery()
        self._capture: _Capture | None = None
        self._locator: Any = None
        self._edge = True  # whether a space would stand at the start of a line
        self._space = ""  # white space that waits for the next character
        self._last = ""
        self._told: set[tuple[str, str]] = set()

    # --- what the parser calls

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802, D102 - name of the interface
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802, D102
        tag = name.rpartition(":")[2]
        tag = tag.lower() if tag.lower() in _HANDLERS else tag
        if not self._open and tag != "speak":
            raise self._wrong("markup_malformed", f"the outermost tag is <{name}>", "put everything inside one <speak>")
        if len(self._open) >= DEEPEST:
            raise self._wrong("markup_too_deep", f"tags are nested more than {DEEPEST} deep", "use fewer levels")
        self._open.append((tag, self._delivery))
        values = {key.rpartition(":")[2].lower(): attrs.getValue(key).strip() for key in attrs.getNames()}
        handler = _HANDLERS.get(tag)
        if handler is None:
            hint = instead(tag, values) or f"the tags are {', '.join(sorted(_HANDLERS))}"
            self._tell("tag_unknown", f"<{name}> is not known here: its content is read as plain text", hint, key=tag)
        elif self._capture is not None and tag not in ("p", "s"):
            inside = self._capture.tag
            hint = f"put it before or after <{inside}>, which holds only text"
            self._tell("tag_ignored", f"<{name}> inside <{inside}> has no effect", hint, key=tag)
        else:
            for key in sorted(attrs.getNames()):
                known = _ATTRIBUTES.get(tag)
                if ":" not in key and known is not None and key.lower() not in known:
                    hint = f"<{tag}> takes {', '.join(sorted(known))}"
                    self._tell("attribute_ignored", f"<{tag} {key}> has no effect here", hint, key=f"{tag} {key}")
            handler(self, values)

    def endElement(self, name: str) -> None:  # noqa: N802, D102
        tag, self._delivery = self._open.pop()
        if self._capture is not None and self._capture.tag == tag:
            self._finish(self._capture)
        elif tag in ("p", "s") and self._capture is None:
            self._paragraph(tag)

    def characters(self, content: str) -> None:  # noqa: D102
        if self._capture is not None:
            self._capture.text += content
        else:
            self._add(content)

    # error handler of the parser: every fault ends the reading

    def error(self, exception: BaseException) -> None:  # noqa: D102
        raise exception

    def fatalError(self, exception: BaseException) -> None:  # noqa: N802, D102
        raise exception

    def warning(self, exception: BaseException) -> None:  # noqa: D102
        raise exception

    # --- what it makes of them

    def place(self, at: Any = None) -> str:
        """Line and column in words, counted from 1 in the text that the author wrote."""
        at = at or self._locator
        lines, columns = self._before
        line, column = at.getLineNumber() or 1, at.getColumnNumber() or 0
        return f"line {line + lines}, column {column + 1 + (columns if line == 1 else 0)}"

    def items(self) -> tuple[Item, ...]:
        """The items in order; runs that are said in the same way are joined."""
        out: list[Item] = []
        for item in self._items:
            last = out[-1] if out else None
            if isinstance(item, Run) and isinstance(last, Run) and _same_way(last, item):
                out[-1] = replace(last, written=last.written + item.written)
            else:
                out.append(item)
        return tuple(out)

    def _wrong(self, code: str, message: str, hint: str) -> InputError:
        return self._error(code, f"{self.place()}: {message}", hint)

    def _tell(self, code: str, message: str, hint: str = "", key: str = "") -> None:
        """Warn; about the same tag only once."""
        if (code, key) not in self._told or not key:
            self._told.add((code, key))
            self.warnings.append(self._warning(code, f"{self.place()}: {message}", hint))

    def _add(self, content: str, **spoken: str | None) -> None:
        """Text that is shown: white space collapses to one space, and to none between ideographs on two lines."""
        out = list[str]()
        for sign in content:
            if sign.isspace():
                self._space = "\n" if "\n" in (sign, self._space) else " "
                continue
            if self._space and not self._edge and not (self._space == "\n" and _wide(self._last) and _wide(sign)):
                out.append(" ")
            self._space, self._edge, self._last = "", False, sign
            out.append(sign)
        if not out:
            return
        text = "".join(out)
        if spoken and text.startswith(" "):
            self._items.append(Run(" ", delivery=self._delivery))
            text = text[1:]
        self._items.append(Run(text, delivery=self._delivery, **spoken))  # type: ignore[arg-type]

    def _paragraph(self, tag: str) -> None:
        """A line end after a paragraph; after a sentence, a pause where no mark ends it."""
        if self._edge:
            return
        if tag == "p":
            self._items.append(Run("\n", delivery=self._delivery))
            self._edge, self._space = True, ""
        else:
            if self._last.isalnum():
                self._items.append(Pause(STRENGTHS["medium"]))
            self._space = self._space or " "

    def _finish(self, capture: _Capture) -> None:
        """A `sub`, `phoneme` or `say-as` is complete: one run."""
        self._capture = None
        text = " ".join(capture.text.split())
        leading = capture.text[:1].isspace()
        if leading:
            self._space = self._space or " "
        if capture.tag == "sub":
            if text:
                self._add(text, spoken=capture.value)
            else:
                self._items.append(Run("", spoken=capture.value, delivery=self._delivery))
        elif text and capture.tag == "say-as":
            notation, said = say_as(capture.value, text, self._around(), capture.form)
            if said is None:
                hint = "it is read as written; write it as the others are, or leave out the tag"
                self._tell("reading_unclear", f"{text!r} is no {capture.value}", hint)
            if notation:
                self._add(text, notation=notation, symbols=said)
            else:
                self._add(text, spoken=said) if said is not None else self._add(text)
        elif text:
            notation, symbols = as_notation(capture.value, text) if capture.form in ALPHABETS else ("", "")
            wrong = misfit(symbols, text) if notation == "x-pinyin" else "" if notation else "it is not understood"
            if wrong:
                hint = "use pinyin with tone digits (chong2 qing4) or IPA letters (təˈmɑːtəʊ)"
                alphabet = "" if capture.form in ALPHABETS else f" in the alphabet {capture.form!r}"
                self._tell("reading_unclear", f"the reading {capture.value!r}{alphabet} of {text!r}: {wrong}", hint)
                self._add(text)
            else:
                self._add(text, notation=notation, symbols=symbols)
        if capture.text[-1:].isspace():
            self._space = self._space or " "

    def _around(self) -> str:
        """The last text that was read, else the document's: it decides the language of a number."""
        written = "".join(item.written for item in self._items[-6:] if isinstance(item, Run))[-40:]
        return written if any(sign.isalpha() for sign in written) else self._sample

    def _capturing(self, tag: str, values: dict[str, str], attribute: str, example: str) -> None:
        if attribute not in values or (tag != "sub" and not values[attribute]):
            raise self._wrong("attribute_missing", f"<{tag}> has no {attribute}", f"for example {example}")
        form = values.get("alphabet", "").lower() if tag == "phoneme" else values.get("format", "")
        self._capture = _Capture(tag, values[attribute], form)

    def _on_break(self, values: dict[str, str]) -> None:
        if "time" in values:
            self._items.append(Pause(self._break_time(values["time"])))
        else:
            strength = values.get("strength", "medium").lower()
            if strength not in STRENGTHS:
                known = ", ".join(STRENGTHS)
                raise self._wrong("break_invalid", f"<break> has the strength {strength!r}", f"one of {known}")
            self._items.append(Pause(STRENGTHS[strength]))

    def _break_time(self, value: str) -> int:
        match = _TIME.fullmatch(value)
        if match is None:
            raise self._wrong("break_invalid", f"<break> has the time {value!r}", "for example 500ms or 1.5s")
        exact = float(match[1]) * (1 if match[2].lower() == "ms" else 1000)
        milliseconds = round(min(max(exact, SHORTEST_BREAK), LONGEST_BREAK))
        if milliseconds != round(exact):
            message = f"a break of {value} is made {milliseconds} ms"
            self._tell("break_clamped", message, f"breaks last {SHORTEST_BREAK} ms to {LONGEST_BREAK // 1000} s")
        return milliseconds

    def _on_prosody(self, values: dict[str, str]) -> None:
        if "rate" in values:
            self._set_rate(
                self._valued("rate", values["rate"], prosody.rate, "rate_invalid", "for example 80% or +20%")
            )
        if "pitch" in values:
            hint = f"for example +10%, -2st, or one of {', '.join(prosody.PITCHES)}"
            self._set_pitch(self._valued("pitch", values["pitch"], prosody.pitch, "prosody_invalid", hint))
        if "range" in values:
            hint = f"for example +20%, or one of {', '.join(prosody.MELODIES)}"
            self._set_melody(self._valued("range", values["range"], prosody.melody, "prosody_invalid", hint))
        if "volume" in values:
            hint = f"for example +3dB, or one of {', '.join(prosody.LEVELS)}"
            self._set_level(self._valued("volume", values["volume"], prosody.level, "prosody_invalid", hint))

    def _set_pitch(self, percent: float) -> None:
        pitch = round(self._delivery.pitch * percent / 100)
        clamped = min(max(pitch, prosody.LOWEST), prosody.HIGHEST)
        if clamped != pitch:
            message = f"a pitch of {pitch}% is made {clamped}%"
            self._tell("prosody_clamped", message, f"pitches go from {prosody.LOWEST}% to {prosody.HIGHEST}%")
        self._delivery = replace(self._delivery, pitch=clamped)

    def _set_melody(self, percent: float) -> None:
        melody = round(self._delivery.melody * percent / 100)
        self._delivery = replace(self._delivery, melody=min(max(melody, 0), prosody.LIVELIEST))

    def _set_level(self, decibels: float) -> None:
        level = self._delivery.level + decibels
        clamped = min(max(level, prosody.QUIETEST), prosody.LOUDEST)
        if clamped != level:
            message = f"a volume of {level:+g} dB is made {clamped:+g} dB"
            self._tell(
                "prosody_clamped", message, f"volumes go from {prosody.QUIETEST:g} dB to {prosody.LOUDEST:+g} dB"
            )
        self._delivery = replace(self._delivery, level=clamped)

    def _valued(self, name: str, value: str, read: Callable[[str], float | None], code: str, hint: str) -> float:
        """A value of `<prosody>`, or an error that says what it would look like."""
        found = read(value)
        if found is None:
            raise self._wrong(code, f"<prosody> has the {name} {value!r}", hint)
        return found

    def _set_rate(self, percent: float) -> None:
        rate = round(self._delivery.rate * percent / 100)
        clamped = min(max(rate, prosody.SLOWEST), prosody.FASTEST)
        if clamped != rate:
            message = f"a rate of {rate}% is made {clamped}%"
            self._tell("rate_clamped", message, f"rates go from {prosody.SLOWEST}% to {prosody.FASTEST}%")
        self._delivery = replace(self._delivery, rate=clamped)

    def _on_emphasis(self, values: dict[str, str]) -> None:
        level = values.get("level", "moderate").lower()
        if level not in prosody.EMPHASIS:
            hint = f"one of {', '.join(prosody.EMPHASIS)}"
            self._tell("attribute_ignored", f"<emphasis> has the level {level!r}: read without", hint)
        stress = prosody.EMPHASIS.get(level, prosody.EMPHASIS["none"])
        self._set_rate(stress.rate)
        self._set_pitch(stress.pitch)
        self._set_melody(stress.melody)
        self._set_level(stress.level)

    def _on_emotion(self, values: dict[str, str]) -> None:
        name = values.get("type", "")
        if name.upper() not in EMOTIONS:
            known = ", ".join(sorted(EMOTIONS))
            self._tell("emotion_unknown", f"there is no emotion {name!r}: read without", f"one of {known}")
            return
        self._delivery = replace(self._delivery, emotion=name.upper())

    def _on_action(self, values: dict[str, str]) -> None:
        tag = values.get("tag") or values.get("id") or values.get("name", "")
        if not tag:
            raise self._wrong("attribute_missing", "<insert-action> names no action", 'for example tag="nod"')
        self._items.append(Action(tag, values.get("name", "")))

    def _on_word(self, values: dict[str, str]) -> None:
        self._delivery = replace(self._delivery, unbroken=True)

    def _on_say_as(self, values: dict[str, str]) -> None:
        self._capturing("say-as", values, "interpret-as", '<say-as interpret-as="telephone">')
        assert self._capture is not None
        if self._capture.value.lower() not in SAY_AS:
            known = ", ".join(sorted(SAY_AS))
            self._tell("say_as_unknown", f"there is no way of saying {self._capture.value!r}", f"one of {known}")
            self._capture = None
        elif self._capture.form and not understood(self._capture.value, self._capture.form):
            hint = "a date takes ymd, mdy, dmy and parts of them, a time hms12 or hms24"
            self._tell("attribute_ignored", f"<say-as format={self._capture.form!r}> has no effect here", hint)

    def _on_voice(self, values: dict[str, str]) -> None:
        self._tell("tag_ignored", "<voice> has no effect: a scene has one voice", "give the scene a voice", key="voice")

    def _on_speak(self, values: dict[str, str]) -> None:
        if len(self._open) > 1:
            raise self._wrong("markup_malformed", "<speak> stands inside <speak>", "use it once, around everything")

    def _on_nothing(self, values: dict[str, str]) -> None:
        """`p`, `s`, `lang`, `mark`: their content is read; their end may matter."""


_ATTRIBUTES: dict[str, frozenset[str]] = {
    "break": frozenset({"time", "strength"}),
    "prosody": frozenset({"rate", "pitch", "range", "volume"}),
    "emphasis": frozenset({"level"}),
    "emotion": frozenset({"type"}),
    "say-as": frozenset({"interpret-as", "format"}),
    "phoneme": frozenset({"ph", "alphabet"}),
    "sub": frozenset({"alias"}),
    "insert-action": frozenset({"tag", "name", "id"}),
}
"""The attributes of tags that are read, besides those of XML; tags that are not here may have any."""

_HANDLERS: dict[str, Callable[[Document, dict[str, str]], None]] = {
    "speak": Document._on_speak,
    "break": Document._on_break,
    "phoneme": lambda document, values: document._capturing("phoneme", values, "ph", '<phoneme ph="liao3">'),
    "say-as": Document._on_say_as,
    "sub": lambda document, values: document._capturing("sub", values, "alias", '<sub alias="World Wide Web">'),
    "prosody": Document._on_prosody,
    "word": Document._on_word,
    "emotion": Document._on_emotion,
    "insert-action": Document._on_action,
    "p": Document._on_nothing,
    "s": Document._on_nothing,
    "lang": Document._on_nothing,  # the writing itself says which language reads it
    "mark": Document._on_nothing,
    "bookmark": Document._on_nothing,  # what Azure calls a mark
    "voice": Document._on_voice,
    "emphasis": Document._on_emphasis,
}
"""Every tag that is known, and what its start does."""


TAGS = frozenset(_HANDLERS)


def _same_way(one: Run, other: Run) -> bool:
    """Whether two runs can be one: both said as written, in the same delivery."""
    plain = all(run.spoken is None and not run.notation for run in (one, other))
    return plain and one.delivery == other.delivery and not one.delivery.unbroken


def _wide(sign: str) -> bool:
    return sign != "" and unicodedata.east_asian_width(sign) in "WF"
