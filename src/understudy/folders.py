"""Where a user's own things lie."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """The user's data folder, as the XDG base directory specification has it. A user without a home, as containers
    may have, has it where they begin: in `/`.
    """
    return Path(os.environ.get("XDG_DATA_HOME") or _home() / ".local" / "share") / "understudy"


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


def voices_folder() -> Path:
    """Where the user's own voices lie when no setting says otherwise."""
    return data_folder() / "voices"
