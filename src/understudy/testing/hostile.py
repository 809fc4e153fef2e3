"""Texts that nobody should send and somebody will: for every engine, and for all that lies between text and engine."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator

EMOJI = (
    "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1e8\U0001f1f3",
    "1\ufe0f\u20e3",
    "\U0001f44d\U0001f3fd",
    "\u2764\ufe0f",
)
WORDS = (
    *(
        "hello",
        "the",
        "Dr.",
        "U.S.A.",
        "don't",
        "naïve",
        "x",
        "I",
        "$3.50",
        "25℃",
        "10:30",
        "1/2",
        "№",
        "e.g.",
        "WWW",
        "ok?",
    ),
    *(
        "你好",
        "重庆",
        "3个",
        "一下",
        "好的。",
        "مرحبا",
        "שלום",
        "Привет",
        "สวัสดี",
        "नमस्ते",
        "안녕",
        "こんにちは",
        "Ελλάδα",
    ),
    *(
        "%s",
        "{0}",
        "\\n",
        "../../etc/passwd",
        "'; DROP TABLE voices;--",
        "[[h@l'oU]]",
        "\x01250S",
        "<",
        "&amp;",
        "]]>",
        "\ufffd",
    ),
)
TAGS = (
    "p",
    "s",
    "prosody",
    "emphasis",
    "emotion",
    "sub",
    "phoneme",
    "say-as",
    "break",
    "word",
    "voice",
    "lang",
    "blink",
)
ATTRIBUTES = (
    "rate",
    "pitch",
    "range",
    "volume",
    "level",
    "type",
    "alias",
    "ph",
    "interpret-as",
    "time",
    "strength",
    "name",
)
VALUES = (
    *("80%", "+20%", "-300%", "9e99", "x-slow", "+2st", "-99st", "+3dB", "NaN", "HAPPY", "strong", "500ms", "1e9s", ""),
    *("chong2 qing4", "təˈmɑːtəʊ", "T AH0", "telephone", "digits", "\U0001f600", "a" * 300, "0", "-1", "'", "&quot;"),
)
LONG_WORDS = 50_000
"""Words of the longest paragraph."""


def hostile_texts(count: int, seed: int = 1, *, first: int = 0) -> Iterator[str]:
    """Texts number `first` to `first + count` of an endless list, the same for the same seed, most of them short.

    One in two hundred is a paragraph of up to 50,000 words.
    """
    for number in range(first, first + count):
        chance = random.Random(f"{seed}/{number}")
        kind = _long if number % 200 == 199 else chance.choice(KINDS)
        yield kind(chance)


def _some(chance: random.Random, most: int, pick: Callable[[random.Random], str], between: str = "") -> str:
    """Between one and `most` pieces, few as often as many (the logarithm is evenly spread)."""
    return between.join(pick(chance) for _ in range(_size(chance, most)))


def _size(chance: random.Random, most: int) -> int:
    return round(math.pow(most, chance.random()))


def _anything(chance: random.Random) -> str:
    """Random characters of all of Unicode, halves of surrogate pairs among them."""
    return _some(chance, 60, lambda c: chr(c.choice((c.randrange(0x80), c.randrange(0x3000), c.randrange(0x110000)))))


def _controls(chance: random.Random) -> str:
    return _some(chance, 40, lambda c: chr(c.randrange(32)) if c.random() < 0.5 else c.choice(WORDS))


def _halves(chance: random.Random) -> str:
    return _some(chance, 20, lambda c: chr(c.randrange(0xD800, 0xE000)) if c.random() < 0.4 else c.choice(WORDS), " ")


def _pictures(chance: random.Random) -> str:
    return _some(chance, 30, lambda c: c.choice(EMOJI) if c.random() < 0.7 else c.choice(WORDS))


def _both_ways(chance: random.Random) -> str:
    """Right-to-left and left-to-right, with overrides that are never closed."""
    marks = "\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2069"
    return _some(chance, 20, lambda c: c.choice(marks) + c.choice(WORDS), " ")


def _words(chance: random.Random) -> str:
    return _some(chance, 25, lambda c: c.choice(WORDS), chance.choice((" ", "", ", ", ". ", "\n", "……")))


def _marks(chance: random.Random) -> str:
    return _some(chance, 60, lambda c: c.choice(".,;:!?…—-()[]{}<>&'\"“”。，、？！；：·~*_#@/\\|^`+=%$€£¥ \t\n"))


def _digits(chance: random.Random) -> str:
    return _some(chance, 80, lambda c: c.choice("0123456789０１２٣४.,:/-+%$ "))


def _piled(chance: random.Random) -> str:
    """Letters under heaps of marks, and without any width."""
    return _some(
        chance, 8, lambda c: c.choice("aeo好ก") + "".join(chr(c.randrange(0x300, 0x370)) for _ in range(30)) + "\u200b"
    )


def _one_word(chance: random.Random) -> str:
    return chance.choice(("a", "x", "Ж", "好", "7", "ก", "\u0301")) * _size(chance, 900)


def _markup(chance: random.Random) -> str:
    """Tags that are opened and closed as they should be, with any values, nested up to far too deep."""
    depth = chance.choice((1, 2, 3, 8, 63, 64, 65, 300))
    tags = [chance.choice(TAGS) for _ in range(depth)]
    opened = "".join(f"<{tag}{_attributes(chance)}>{chance.choice(('', 'word ', '好'))}" for tag in tags)
    return f"<speak>{opened}core{''.join(f'</{tag}>' for tag in reversed(tags))} end.</speak>"


def _attributes(chance: random.Random) -> str:
    names = chance.sample(ATTRIBUTES, chance.randint(0, 3))
    return "".join(f' {name}="{chance.choice(VALUES).replace(chr(34), "").replace("<", "")}"' for name in names)


def _broken_markup(chance: random.Random) -> str:
    """A document with something cut out, doubled or put in its place."""
    text = list(_markup(chance))
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(text))
        text[place : place + chance.randint(0, 3)] = chance.choice(
            ("", "<", "&", "]]>", "\x00", "<!--", "\ud800", "</speak>")
        )
    return "".join(text)


def _declared(chance: random.Random) -> str:
    """Entities that grow, or that ask for a file."""
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    inside = chance.choice((bomb, '<!ENTITY a8 SYSTEM "file:///etc/passwd">', "<!ELEMENT speak ANY>"))
    return f"<!DOCTYPE speak [{inside}]><speak>&a8;</speak>"


def _long(chance: random.Random) -> str:
    """A paragraph far longer than a scene may be, or as long as people write."""
    if chance.random() < 0.5:
        return " ".join(chance.choice(("one", "two", "never", "ends", "好")) for _ in range(LONG_WORDS))
    return " ".join(chance.choice(WORDS[:12]) for _ in range(400))


KINDS = (
    *(_anything, _controls, _halves, _pictures, _both_ways, _words, _marks, _digits, _piled, _one_word),
    *(_markup, _broken_markup, _declared),
)
