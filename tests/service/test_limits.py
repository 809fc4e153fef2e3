"""Limits by project and kind of operation."""

from __future__ import annotations

import pytest

from understudy.errors import InputError
from understudy.service.api.operation_groups import group_of
from understudy.service.auth.limits import RATES, UNLISTED, Group, Limits, limits_of
from understudy.settings import ServiceSettings


def test_a_seconds_worth_may_come_at_once_and_then_evenly() -> None:
    now = 10.0
    limits = Limits(dict.fromkeys(Group, 5), lambda: now)
    assert [limits.wait("p", Group.READ) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert limits.wait("other", Group.READ) == 0, "projects do not share"
    assert limits.wait("p", Group.CHANGE) == 0, "groups do not share"
    now += 0.25
    assert [limits.wait("p", Group.READ) for _ in range(2)] == [0, 1]
    now += 60
    assert [limits.wait("p", Group.READ) for _ in range(6)] == [0, 0, 0, 0, 0, 1], "rest does not add up"


def test_no_limits_limit_nothing() -> None:
    assert Limits(None).off
    assert all(Limits(None).wait("p", Group.BATCH) == 0 for _ in range(100))


@pytest.mark.parametrize(
    ("host", "chosen", "reading"),
    [
        ("127.0.0.1", "auto", None),
        ("::1", "auto", None),
        ("localhost", "auto", None),
        ("0.0.0.0", "auto", 20),
        ("studio.example", "auto", 20),
        ("0.0.0.0", "off", None),
        ("127.0.0.1", "cn-north-4", 20),
        ("127.0.0.1", "cn-east-3", 10),
    ],
)
def test_limits_are_a_setting(host: str, chosen: str, reading: int | None) -> None:
    limits = limits_of(ServiceSettings(host=host, rate_limits=chosen))
    assert limits.off is (reading is None)
    taken = sum(limits.wait("p", Group.READ) == 0 for _ in range(50))
    assert taken == 50 if reading is None else reading <= taken <= reading + 2


def test_an_unknown_limit_is_no_setting() -> None:
    with pytest.raises(InputError, match="UNDERSTUDY_RATE_LIMITS"):
        ServiceSettings(rate_limits="cn-north-1")


def test_every_group_has_a_rate_in_every_region() -> None:
    for region in RATES.values():
        assert set(region) | set(UNLISTED) == set(Group)


@pytest.mark.parametrize(
    ("operation", "group"),
    [
        ("GET digital-assets", Group.READ),
        ("GET digital-assets/a", Group.READ),
        ("GET digital-assets/a/replication-info", Group.READ),
        ("POST digital-assets/summarys", Group.READ),
        ("GET digital-human-videos", Group.READ),
        ("GET 2d-digital-human-videos/a", Group.READ),
        ("HEAD 2d-digital-human-videos/a", Group.READ),
        ("GET photo-digital-human-videos/a", Group.READ),
        ("GET digital-human-business-cards", Group.READ),
        ("GET digital-human-video-scripts/a", Group.READ),
        ("POST digital-assets", Group.CHANGE),
        ("PUT digital-assets/a", Group.CHANGE),
        ("DELETE digital-assets/a", Group.CHANGE),
        ("POST digital-assets/a/restore", Group.CHANGE),
        ("POST files", Group.CHANGE),
        ("POST files/a/complete", Group.CHANGE),
        ("DELETE files/a", Group.CHANGE),
        ("POST large-files", Group.CHANGE),
        ("POST digital-human-video-scripts/a/copy", Group.CHANGE),
        ("POST 2d-digital-human-videos", Group.PRODUCE),
        ("POST 2d-digital-human-videos/a/cancel", Group.PRODUCE),
        ("POST photo-digital-human-videos", Group.PRODUCE),
        ("PUT digital-human-business-cards/a", Group.PRODUCE),
        ("DELETE digital-human-business-cards/a", Group.PRODUCE),
        ("POST digital-assets-by-replication-info", Group.REPLICATE),
        ("POST digital-assets/batch-action", Group.BATCH),
        ("GET ttsc/tts-jobs", Group.OTHER_READ),
        ("POST ttsc/audition", Group.OTHER_CHANGE),
        ("GET styles", Group.OTHER_READ),
        ("POST digital-human-videos", Group.OTHER_CHANGE),
        ("GET ", Group.OTHER_READ),
    ],
)
def test_operations_have_their_groups(operation: str, group: Group) -> None:
    method, _, tail = operation.partition(" ")
    assert group_of(method, f"/v1/project/{tail}") is group


@pytest.mark.parametrize("path", ["/v3/projects", "/v1/", "/v1/digital-human-training-manage/user/x"])
def test_other_paths_count_as_other_reading(path: str) -> None:
    assert group_of("GET", path) is Group.OTHER_READ
