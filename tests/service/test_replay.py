"""No signed request twice, whichever process it reaches; and honest ones are not taken for replays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from service.gated import Gated, gated
from service.live import running
from service.signing import Wire, send, sign
from understudy.service.auth.authority import authority_of
from understudy.service.auth.limits import Group, Limits
from understudy.service.auth.replay import GRACE, SeenChanges, SeenReadings, Sight
from understudy.service.auth.signature import Claim
from understudy.service.database.engine import Database
from understudy.service.database.tables import SeenSignature
from understudy.settings import ServiceSettings


def claim(number: int = 0, *, age: float = 0) -> Claim:
    return Claim("AK", (b"x-sdk-date",), f"{number:064}", datetime.now(UTC) - timedelta(seconds=age))


def test_a_process_remembers_what_it_read() -> None:
    now = 50.0
    seen = SeenReadings(2, lambda: now)
    assert seen.see(claim(1)) is Sight.NEW
    now += GRACE
    assert seen.see(claim(1)) is Sight.AGAIN
    now += 0.1
    assert seen.see(claim(1)) is Sight.REPLAYED, "the grace begins with the first one"
    assert seen.see(claim(2)) is Sight.NEW
    assert seen.see(claim(3)) is Sight.NEW, "the oldest makes room"
    assert seen.see(claim(1)) is Sight.NEW


def test_what_was_not_carried_out_may_come_again() -> None:
    seen = SeenReadings()
    seen.see(claim(1))
    seen.unsee(claim(1))
    seen.unsee(claim(2))
    assert seen.see(claim(1)) is Sight.NEW


def grow_older(database: Database, seconds: float) -> None:
    older = SeenSignature.seen_time - timedelta(seconds=seconds)
    with database.transaction() as session:
        session.execute(update(SeenSignature).values(seen_time=older))


def test_all_processes_remember_what_changed_something(database: Database) -> None:
    here, there = SeenChanges(database), SeenChanges(database)
    assert here.see(claim(1)) is Sight.NEW
    assert there.see(claim(1)) is Sight.AGAIN
    assert there.see(claim(2)) is Sight.NEW
    grow_older(database, GRACE + 0.1)
    assert (here.see(claim(1)), there.see(claim(1)), here.see(claim(2))) == (Sight.REPLAYED,) * 3
    there.unsee(claim(1))
    assert here.see(claim(1)) is Sight.NEW


def test_what_is_too_old_to_be_accepted_is_forgotten(database: Database) -> None:
    SeenChanges(database).see(claim(1, age=17 * 60))
    SeenChanges(database).see(claim(2, age=14 * 60))
    SeenChanges(database).see(claim(3))
    with database.transaction() as session:
        kept = set(session.scalars(select(SeenSignature.digest)))
    assert claim(1).digest not in kept
    assert {claim(2).digest, claim(3).digest} <= kept


@pytest.fixture
def gate(database: Database, tmp_path: Path) -> Iterator[Gated]:
    made = gated(database, authority_of(ServiceSettings(data_dir=tmp_path), database))
    with running(made.app) as made.port:
        yield made


def request(gate: Gated, method: str, path: str = "/jobs") -> Wire:
    return sign(gate.key.access_key, gate.key.secret, method, f"/v1/{gate.project.id}{path}", host=gate.host)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "GET", "HEAD"])
def test_a_captured_request_is_refused(
    gate: Gated, database: Database, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    made = request(gate, method)
    assert send(made, gate.port).status == 200
    assert send(made, gate.port).status == 200, "two alike in a second are honest"
    grow_older(database, GRACE + 1)
    monkeypatch.setattr("understudy.service.auth.replay.GRACE", -1.0)
    asked = len(gate.asked)
    assert send(made, gate.port).status == 401
    assert len(gate.asked) == asked
    assert send(request(gate, method, "/others"), gate.port).status == 200


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_request_that_was_throttled_may_come_again_as_it_is(
    database: Database, tmp_path: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("understudy.service.auth.replay.GRACE", -1.0)
    now = 0.0
    limits = Limits(dict.fromkeys(Group, 1), lambda: now)
    made = gated(database, replace(authority_of(ServiceSettings(data_dir=tmp_path), database), limits=limits))
    with running(made.app) as made.port:
        assert send(request(made, method, "/first"), made.port).status == 200
        second = request(made, method, "/second")
        answer = send(second, made.port)
        assert (answer.status, answer.headers["retry-after"]) == (429, "1")
        assert json.loads(answer.body)["error_code"] == "APIGW.0308"
        now = 1.0
        assert send(second, made.port).status == 200
        now = 2.0
        assert send(second, made.port).status == 401


def test_reading_leaves_nothing_in_the_database(gate: Gated, database: Database) -> None:
    assert send(request(gate, "GET"), gate.port).status == 200
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SeenSignature)) == 0


def test_reading_asks_the_database_nothing_while_the_key_is_remembered(
    gate: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(request(gate, "GET"), gate.port).status == 200

    def fail(*_: object) -> Callable[..., None]:
        raise AssertionError("the database was asked")

    with monkeypatch.context() as closed:
        closed.setattr(Database, "transaction", fail)
        assert send(request(gate, "GET", "/again"), gate.port).status == 200
