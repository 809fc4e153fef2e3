"""Which sounds need closed lips, and when."""

from understudy.performance.visemes import targets
from understudy.speech.clip import Clip


def is_closure(symbol: str) -> bool:
    """Whether the phone cannot be made with open lips."""
    return any(target.viseme == "PP" for target in targets(symbol))


def closure_frames(clip: Clip) -> list[range]:
    """The frames in which each closure of a clip sounds, and one more on both sides."""
    sounds = [phone for phone in clip.phones if is_closure(phone.symbol)]
    return [range(max(one.start * 25 // clip.rate - 1, 0), -(-one.stop * 25 // clip.rate) + 1) for one in sounds]
