"""Which limit an operation counts against, read from its method and path."""

from __future__ import annotations

from understudy.service.auth.limits import Group

_CHANGING = {
    "digital-assets": Group.CHANGE,
    "files": Group.CHANGE,
    "large-files": Group.CHANGE,
    "digital-human-video-scripts": Group.CHANGE,
    "2d-digital-human-videos": Group.PRODUCE,
    "photo-digital-human-videos": Group.PRODUCE,
    "digital-human-business-cards": Group.PRODUCE,
    "digital-assets-by-replication-info": Group.REPLICATE,
}
"""What changing a resource counts as. Reading these and `digital-human-videos` counts as `READ`."""


def group_of(method: str, path: str) -> Group:
    """The group of `/v1/{project_id}/{resource}/…`."""
    resource, rest = [*path.split("/", 4), "", "", ""][3:5]
    if resource == "digital-assets" and rest == "batch-action":
        return Group.BATCH
    reads = method in ("GET", "HEAD") or (resource, rest) == ("digital-assets", "summarys")
    if resource in _CHANGING or resource == "digital-human-videos":
        return Group.READ if reads else _CHANGING.get(resource, Group.OTHER_CHANGE)
    return Group.OTHER_READ if reads else Group.OTHER_CHANGE
