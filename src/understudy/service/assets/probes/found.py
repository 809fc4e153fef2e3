"""What was found in a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from understudy.errors import Warning


@dataclass
class Found:
    """`meta` is a part of the asset's `asset_extra_meta`. Names are of files that were made beside the one looked at:
    `cover`, a picture that shows it, `main`, what takes its place as the asset's main file, and what the main file
    needs `beside` itself."""

    meta: dict[str, Any] = field(default_factory=dict)
    warnings: list[Warning] = field(default_factory=list)
    cover: str = ""
    main: str = ""
    beside: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The findings as plain JSON values."""
        warnings = [warning.as_dict() for warning in self.warnings]
        made = {"cover": self.cover, "main": self.main, "beside": list(self.beside)}
        return {"meta": self.meta, "warnings": warnings, **made}


def mode(width: int, height: int) -> str:
    """The contract's word for a shape."""
    return "Vertical" if height > width else "Horizontal"


def rate(frames_a_second: float) -> str:
    """Frames a second as the contract writes them: `25`, `29.97`."""
    return f"{frames_a_second:.2f}".rstrip("0").rstrip(".")
