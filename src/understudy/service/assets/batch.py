"""The same act on several assets of a project, each of which succeeds or fails by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.assets import library, sharing, states
from understudy.service.database.tables import Asset, StoredFile

MOST = 1000
"""Assets of one request."""

ERASING = "DELETE_FORCE"

Act = Callable[[Session, Asset], None]
"""What is done to an asset."""


@dataclass
class Outcome:
    """What became of the assets: those that succeeded, those that failed in the same way, and what is to be removed."""

    done: list[str] = field(default_factory=list)
    failed: dict[str, tuple[InputError, list[str]]] = field(default_factory=dict)
    erased: list[StoredFile] = field(default_factory=list)

    def fail(self, asset_id: str, error: InputError) -> None:
        """Note a failure beside others of its code."""
        self.failed.setdefault(error.code, (error, []))[1].append(asset_id)


def carry_out(
    session: Session, project_id: str, action: str, asset_ids: Sequence[str], params: str | None = None
) -> Outcome:
    """Do `action` (in the contract's words) to each asset, in the order of their ids so that nobody waits in circles.

    Raises `InputError` (`invalid_parameter`) where nothing can be done to any of them.
    """
    wanted = dict.fromkeys(asset_ids)
    if not 1 <= len(wanted) <= MOST:
        text = f"names {len(wanted)} assets"
        raise InputError("invalid_parameter", text, hint=f"1 to {MOST} are possible", field="asset_ids")
    act = _act(action, params)
    outcome = Outcome()
    for asset_id in sorted(wanted):
        try:
            with session.begin_nested():
                asset = library.own(session, project_id, asset_id, lock=True)
                act(session, asset)
                outcome.erased += states.erase(session, asset) if action == ERASING else []
            outcome.done.append(asset_id)
        except InputError as error:
            outcome.fail(asset_id, _unknown(error))
    return outcome


def _act(action: str, params: str | None) -> Act:
    acts: dict[str, Act] = {
        "DELETE": lambda session, asset: states.put_away(asset),
        ERASING: lambda session, asset: None,
        "RESTORE": library.restore,
        "ACTIVE": lambda session, asset: states.switch(asset, states.ACTIVED),
        "UNACTIVE": lambda session, asset: states.switch(asset, states.UNACTIVED),
        "UNSHARE": _unshare,
    }
    return _sharing(params) if action == "SHARE" else acts[action]


def _sharing(params: str | None) -> Act:
    """Share as `params` say; where they say nothing, as each asset was shared before."""
    asked = sharing.asked(params) if (params or "").strip() else None

    def share(session: Session, asset: Asset) -> None:
        asset.shared_config = asked or sharing.checked({"shared_type": sharing.SHARED, **_projects(asset)})

    return share


def _unshare(session: Session, asset: Asset) -> None:
    asset.shared_config = {"shared_type": sharing.PRIVATE, **_projects(asset)}


def _projects(asset: Asset) -> dict[str, Any]:
    """With whom the asset is, or last was, shared."""
    return {name: value for name, value in asset.shared_config.items() if name == "allowed_project_ids"}


def _unknown(error: InputError) -> InputError:
    """An id inside a request that leads nowhere is a fault of the request."""
    if error.code != "not_found":
        return error
    return InputError.of([replace(error.problems[0], code="asset_unknown")])  # type: ignore[return-value]
