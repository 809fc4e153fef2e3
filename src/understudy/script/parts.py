"""A long script in parts that can be spoken one after the other, cut where sentences end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from understudy.script.breaks import sentences
from understudy.script.document import Item, Run, Script


def parts(script: Script, goal: int, *, first: int | None = None) -> list[Script]:
    """The script in parts, each cut behind the first sentence that ends at or after `goal` written characters.

    The first part has a goal of its own where `first` is given. Joined, the parts' `written` is the script's. What is
    spoken otherwise than it is written is never cut; pauses and gestures stay with what follows them. A part without a
    letter or digit goes with the one before it.
    """
    found: list[Script] = []
    current: list[Item] = []
    length, wanted = 0, goal if first is None else first
    for item in _sentence_wise(script):
        current.append(item)
        if not isinstance(item, Run):
            continue
        length += len(item.written)
        if length >= wanted and _ends(item):
            found.append(Script(tuple(current)))
            current, length, wanted = [], 0, goal
    if current:
        found.append(Script(tuple(current)))
    return _with_words(found)


def _sentence_wise(script: Script) -> Iterator[Item]:
    """The items, runs that are spoken as written cut into their sentences."""
    for item in script.items:
        if isinstance(item, Run) and item.spoken is None and not item.notation and not item.delivery.unbroken:
            yield from (replace(item, written=item.written[start:stop]) for start, stop in sentences(item.written))
        else:
            yield item


def _ends(run: Run) -> bool:
    """Whether a sentence ends with this run. An English one at the very end of a run may go on in the next."""
    return run.written.rstrip(" ")[-1:] in frozenset("。！？\n.!?") and run.spoken is None


def _with_words(found: list[Script]) -> list[Script]:
    joined: list[Script] = []
    for part in found:
        if joined and not any(_sayable(item) for item in part.items):
            joined[-1] = Script(joined[-1].items + part.items)
        else:
            joined.append(part)
    return joined


def _sayable(item: Item) -> bool:
    return isinstance(item, Run) and any(sign.isalnum() for sign in item.spoken or item.written)
