"""How many requests a second a project may send, by kind of operation: the cloud's own numbers, as settings.

Counted by token buckets: a second's worth may come at once. Each process of the API counts on its own.
"""

from __future__ import annotations

import enum
import ipaddress
import math
import time
from collections.abc import Callable

from understudy.settings import ServiceSettings


class Group(enum.Enum):
    """Operations that share a limit."""

    READ = "list and show: assets, their summary and replication, scripts, videos, business cards"
    CHANGE = "create, change and delete assets, files and scripts"
    PRODUCE = "create and cancel videos, create, change and delete business cards"
    REPLICATE = "copy an asset from another installation"
    BATCH = "act on many assets at once"
    OTHER_READ = "all other reading"
    OTHER_CHANGE = "all other changing"


RATES: dict[str, dict[Group, int]] = {
    "cn-north-4": {Group.READ: 20, Group.CHANGE: 10, Group.PRODUCE: 5, Group.REPLICATE: 4, Group.BATCH: 1},
    "cn-east-3": {Group.READ: 10, Group.CHANGE: 5, Group.PRODUCE: 3, Group.REPLICATE: 3, Group.BATCH: 1},
}
"""Requests per second and project in the cloud's two regions, as its help pages list them."""

UNLISTED = {Group.OTHER_READ: 10, Group.OTHER_CHANGE: 5}
"""The help pages say nothing of the other operations; these are ours."""


class Limits:
    """Token buckets of every project and group; `rates` of None limits nothing. Called from the event loop only."""

    def __init__(self, rates: dict[Group, int] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates, self._clock = rates, clock
        self._buckets: dict[tuple[str, Group], tuple[float, float]] = {}

    @property
    def off(self) -> bool:
        """Whether nothing is limited."""
        return self._rates is None

    def wait(self, project_id: str, group: Group) -> int:
        """Take one token: 0 if there was one, else the whole seconds after which there is."""
        if self._rates is None:
            return 0
        rate, now = float(self._rates[group]), self._clock()
        tokens, at = self._buckets.get((project_id, group), (rate, now))
        tokens = min(rate, tokens + (now - at) * rate)
        if tokens < 1:
            return max(1, math.ceil((1 - tokens) / rate))
        self._buckets[project_id, group] = (tokens - 1, now)
        return 0


def limits_of(settings: ServiceSettings) -> Limits:
    """The limits that the settings ask for; `auto` has none where only this machine can reach the API."""
    chosen = settings.rate_limits
    if chosen == "auto":
        chosen = "off" if _is_loopback(settings.host) else "cn-north-4"
    return Limits(None if chosen == "off" else {**RATES[chosen], **UNLISTED})


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
