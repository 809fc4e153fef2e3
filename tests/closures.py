"""Which sounds need closed lips."""

from understudy.performance.visemes import targets


def is_closure(symbol: str) -> bool:
    """Whether the phone cannot be made with open lips."""
    return any(target.viseme == "PP" for target in targets(symbol))
