"""Users, passwords and tokens, and the paths on which clients ask for them."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from service.gated import Gated, gated
from service.live import running
from service.signing import Answer, Wire, send, sign
from understudy.errors import InputError
from understudy.service.auth import passwords
from understudy.service.auth.authority import authority_of
from understudy.service.auth.first_start import first_credential
from understudy.service.auth.logins import AT_A_TIME, WAITING, Logins
from understudy.service.auth.projects import create_project, list_projects
from understudy.service.auth.tokens import KEPT_AFTER_END, LIFETIME, Tokens
from understudy.service.auth.users import create_user, find_user, set_password
from understudy.service.database.engine import Database
from understudy.service.database.tables import Project, Token, User
from understudy.settings import ServiceSettings

PASSWORD = "correct horse"
UNAUTHORIZED = {"error_code": "MSS.00000001", "error_msg": "Unauthorized"}


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hashes, but not 64 MiB for each of these tests."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def project(database: Database) -> Project:
    return create_project(database, "tenant")


@pytest.fixture
def user(database: Database, project: Project) -> User:
    return create_user(database, project.id, "ann", PASSWORD)


def test_names_are_taken_once(database: Database, user: User, project: Project) -> None:
    with pytest.raises(InputError, match="there is a project 'tenant' already"):
        create_project(database, "tenant")
    with pytest.raises(InputError, match="there is a user 'ann' in the account"):
        create_user(database, project.name, "ann", PASSWORD)
    other = create_project(database, "other")
    assert create_user(database, other.name, "ann", PASSWORD).domain == "other"
    assert [one.name for one in list_projects(database)] == ["tenant", "other"]
    with pytest.raises(InputError, match="several accounts have a user 'ann': other, tenant"):
        find_user(database, "ann")
    assert find_user(database, "ann", "tenant").id == user.id
    with pytest.raises(InputError, match="no user 'bob'"):
        find_user(database, "bob")
    with pytest.raises(InputError, match="no project 'nowhere'"):
        create_user(database, "nowhere", "ann", PASSWORD)


def test_passwords_are_kept_as_argon2id(database: Database, user: User) -> None:
    assert user.password_hash.startswith("$argon2id$")
    assert PASSWORD not in user.password_hash


@pytest.mark.parametrize("password", ["short", "x" * 1025])
def test_passwords_have_a_length(database: Database, project: Project, password: str) -> None:
    with pytest.raises(InputError, match=f"has {len(password)} characters"):
        create_user(database, project.id, "bob", password)


def test_a_login_needs_the_right_password(database: Database, user: User, project: Project) -> None:
    logins = Logins(database)
    who, home = logins.log_in("tenant", "ann", PASSWORD)
    assert (who.id, home.id) == (user.id, project.id)
    for domain, name, password in [
        ("tenant", "ann", "wrong horse"),
        ("tenant", "ann", "x" * 5000),
        ("tenant", "ann", "\ud800" * 10),
        ("tenant", "bob", PASSWORD),
        ("elsewhere", "ann", PASSWORD),
    ]:
        with pytest.raises(InputError) as refused:
            logins.log_in(domain, name, password)
        assert refused.value.code == "unauthorized"


def test_who_does_not_exist_costs_a_look_at_a_password_too(
    database: Database, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, kept: str | bytes, password: str | bytes) -> bool:
            looks.append(kept if isinstance(kept, str) else kept.decode())
            return super().verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counting(time_cost=1, memory_cost=64, parallelism=1))
    for name in ("ann", "nobody"):
        with pytest.raises(InputError):
            Logins(database).log_in("tenant", name, "wrong horse")
    costs = [look.rsplit("$", 2)[0] for look in looks]
    assert len(costs) == 2 and costs[0] == costs[1]


def test_a_password_can_be_changed_and_old_costs_are_renewed(
    database: Database, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_password(database, "ann", "another horse")
    with pytest.raises(InputError):
        Logins(database).log_in("tenant", "ann", PASSWORD)
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
    Logins(database).log_in("tenant", "ann", "another horse")
    assert "t=2" in find_user(database, "ann").password_hash
    Logins(database).log_in("tenant", "ann", "another horse")


def test_only_some_log_in_at_a_time(database: Database, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    logins, looking, go_on = Logins(database), threading.Semaphore(0), threading.Event()
    at_once: list[int] = []
    inside = threading.Semaphore(AT_A_TIME)

    def fits(kept: str | None, password: str) -> bool:
        at_once.append(int(inside.acquire(blocking=False)))
        looking.release()
        go_on.wait(30)
        inside.release()
        return True

    monkeypatch.setattr(passwords, "fits", fits)
    people = [
        threading.Thread(target=logins.log_in, args=("tenant", "ann", PASSWORD)) for _ in range(AT_A_TIME + WAITING)
    ]
    for one in people:
        one.start()
    for _ in range(AT_A_TIME):
        assert looking.acquire(timeout=30)
    while logins._room._value:  # type: ignore[attr-defined]
        threading.Event().wait(0.01)
    with pytest.raises(InputError) as refused:
        logins.log_in("tenant", "ann", PASSWORD)
    assert refused.value.code == "throttled"
    go_on.set()
    for one in people:
        one.join(30)
    assert at_once == [1] * (AT_A_TIME + WAITING)
    assert logins.log_in("tenant", "ann", PASSWORD)


def test_a_token_is_known_only_by_its_digest(database: Database, user: User) -> None:
    token, known = Tokens(database).issue(user)
    assert len(token) >= 43
    with database.transaction() as session:
        row = session.scalars(select(Token)).one()
    assert row.digest == hashlib.sha256(token.encode()).digest() == known.digest
    assert row.expire_time - row.issue_time == timedelta(hours=24) == LIFETIME


def test_tokens_end(database: Database, user: User) -> None:
    tokens, elsewhere = Tokens(database), Tokens(database)
    now = datetime.now(UTC)
    first, _ = tokens.issue(user)
    second, known = tokens.issue(user)
    one, two = first.encode(), second.encode()
    assert tokens.find(one, now), "a new token does not end the one before"
    assert elsewhere.find(two, now)
    assert tokens.find(two, known.expire_time - timedelta(seconds=1))
    assert tokens.find(two, known.expire_time) is None
    assert elsewhere.recent(two, known.expire_time) is None, "not even when it was looked up a moment ago"
    assert tokens.revoke(two)
    assert not tokens.revoke(two)
    assert tokens.recent(two, now) is None
    assert elsewhere.find(two, now) is None
    assert tokens.find(one, now)
    assert not tokens.revoke(one, "another project")
    third, _ = tokens.issue(user)
    assert tokens.revoke_all(user) == 2
    assert tokens.find(third.encode(), now) is None


def test_tokens_that_ended_long_ago_are_removed(database: Database, user: User) -> None:
    tokens = Tokens(database)
    tokens.issue(user)
    with database.transaction() as session:
        session.execute(update(Token).values(expire_time=datetime.now(UTC) - KEPT_AFTER_END - timedelta(minutes=1)))
    _, known = tokens.issue(user)
    with database.transaction() as session:
        assert session.scalars(select(Token.digest)).all() == [known.digest]


def test_the_first_start_makes_one_credential(database: Database, tmp_path: Path) -> None:
    authority = authority_of(ServiceSettings(data_dir=tmp_path), database)
    first = first_credential(database, authority.keys)
    assert first is not None
    assert authority.keys.find(first.credential.access_key) == first.credential
    user, project = authority.logins.log_in(first.domain, first.user, first.password)
    assert project.id == first.credential.project_id == user.project_id
    assert first_credential(database, authority.keys) is None
    assert len(list_projects(database)) == 1


def test_processes_that_start_at_once_make_one_credential(database: Database, tmp_path: Path) -> None:
    authority = authority_of(ServiceSettings(data_dir=tmp_path), database)
    made: list[Any] = []
    starts = [
        threading.Thread(target=lambda: made.append(first_credential(database, authority.keys))) for _ in range(4)
    ]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert len(made) == 4
    assert sum(one is not None for one in made) == 1


@pytest.fixture
def gate(database: Database, project: Project, user: User, tmp_path: Path) -> Iterator[Gated]:
    made = gated(database, authority_of(ServiceSettings(data_dir=tmp_path), database), project=project)
    with running(made.app) as made.port:
        yield made


def login(gate: Gated, scope: Any = None, **changes: str) -> Answer:
    who = {"name": "ann", "password": PASSWORD, "domain": {"name": changes.pop("domain", "tenant")}, **changes}
    auth: dict[str, Any] = {"identity": {"methods": ["password"], "password": {"user": who}}}
    if scope is not None:
        auth["scope"] = scope
    return post(gate, {"auth": auth})


def post(gate: Gated, document: Any) -> Answer:
    headers = {"host": b"a", "content-type": b"application/json"}
    return send(Wire("POST", "/v3/auth/tokens", headers=headers, body=json.dumps(document).encode()), gate.port)


def with_token(gate: Gated, token: str, method: str = "GET", path: str = "/v3/projects", **headers: str) -> Answer:
    more = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
    return send(Wire(method, path, headers={"host": b"a", "x-auth-token": token.encode(), **more}), gate.port)


@pytest.mark.parametrize(
    "scope",
    [None, {}, {"project": {"name": "tenant"}}, {"project": {"name": "cn-north-4"}}, {"project": {"id": "PROJECT"}}],
)
def test_a_password_becomes_a_token_that_works(gate: Gated, scope: Any) -> None:
    if scope == {"project": {"id": "PROJECT"}}:
        scope = {"project": {"id": gate.project.id}}
    answer = login(gate, scope)
    assert answer.status == 201
    token = json.loads(answer.body)["token"]
    assert token["methods"] == ["password"]
    assert token["project"]["id"] == gate.project.id
    assert token["user"]["name"] == "ann"
    issued, expires = (datetime.strptime(token[when], "%Y-%m-%dT%H:%M:%S.%fZ") for when in ("issued_at", "expires_at"))
    assert expires - issued == timedelta(hours=24)
    subject = answer.headers["x-subject-token"]
    assert with_token(gate, subject, path=f"/v1/{gate.project.id}/jobs").status == 200
    assert gate.asked[-1]["project"] == gate.project.id


@pytest.mark.parametrize(
    ("scope", "changes"),
    [
        (None, {"password": "wrong horse"}),
        (None, {"name": "nobody"}),
        (None, {"domain": "elsewhere"}),
        ({"project": {"name": "elsewhere"}}, {}),
        ({"project": {"id": "elsewhere"}}, {}),
    ],
)
def test_everything_wrong_about_a_login_is_answered_alike(gate: Gated, scope: Any, changes: dict[str, str]) -> None:
    answer = login(gate, scope, **changes)
    assert answer.status == 401
    assert json.loads(answer.body) == UNAUTHORIZED
    assert "x-subject-token" not in answer.headers


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {"auth": {}},
        {"auth": {"identity": {"methods": ["token"]}}},
        {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "a\0", "password": "b"}}}}},
    ],
)
def test_a_login_in_the_wrong_form_is_400(gate: Gated, document: Any) -> None:
    answer = post(gate, document)
    assert answer.status == 400
    assert json.loads(answer.body)["error_code"] == "MSS.00000003"


def test_a_crowd_at_the_door_is_told_to_come_back(gate: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    def crowded(*_: object) -> None:
        raise InputError("throttled", "too many")

    monkeypatch.setattr(Logins, "log_in", crowded)
    answer = login(gate)
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")


def test_tokens_are_ended_by_their_own_project_only(gate: Gated, database: Database) -> None:
    subject = login(gate).headers["x-subject-token"]
    stranger = create_user(database, create_project(database, "other").id, "eve", PASSWORD)
    foreign, _ = gate.authority.tokens.issue(stranger)
    assert with_token(gate, foreign, "DELETE", "/v3/auth/tokens", x_subject_token=subject).status == 404
    assert with_token(gate, subject).status == 200
    assert send(Wire("DELETE", "/v3/auth/tokens", headers={"host": b"a"}), gate.port).status == 401
    assert with_token(gate, subject, "DELETE", "/v3/auth/tokens", x_subject_token=subject).status == 204
    assert with_token(gate, subject).status == 401
    assert with_token(gate, foreign).status == 200


@pytest.mark.parametrize(("name", "found"), [("cn-north-4", 1), ("tenant", 1), ("other", 0), ("ap-southeast-3", 1)])
def test_a_client_finds_its_own_project_and_no_other(gate: Gated, database: Database, name: str, found: int) -> None:
    create_project(database, "other")
    made = sign(gate.key.access_key, gate.key.secret, "GET", "/v3/projects", (("name", name),), host=gate.host)
    answer = send(made, gate.port)
    assert answer.status == 200
    assert [one["id"] for one in json.loads(answer.body)["projects"]] == [gate.project.id] * found
