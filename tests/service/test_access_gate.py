"""The gate, from the wire: who comes in, and everything that keeps others out."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from service.gated import Gated, gated
from service.live import running
from service.signing import Answer, Wire, send, sign
from understudy.errors import ResourceError
from understudy.service.api.access import OPEN_LIMIT
from understudy.service.auth.access_keys import AccessKeys
from understudy.service.auth.authority import Authority, authority_of
from understudy.service.auth.projects import create_project
from understudy.service.auth.users import create_user
from understudy.service.database.engine import Database
from understudy.settings import ServiceSettings

UNAUTHORIZED = {"error_code": "MSS.00000001", "error_msg": "Unauthorized"}
LIMIT = 1 << 20


@pytest.fixture(scope="module")
def authority(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_of(ServiceSettings(data_dir=tmp_path_factory.mktemp("data")), module_database)


@pytest.fixture(scope="module")
def gate(module_database: Database, authority: Authority) -> Iterator[Gated]:
    made = gated(module_database, authority, LIMIT)
    with running(made.app) as made.port:
        yield made


@pytest.fixture
def signed(gate: Gated) -> Callable[..., Wire]:
    """Signs as the tenant; `path` is what follows the project."""

    def make(method: str, path: str = "/jobs", query: Any = (), **more: Any) -> Wire:
        secret = more.pop("secret", gate.key.secret)
        access_key = more.pop("access_key", gate.key.access_key)
        return sign(access_key, secret, method, f"/v1/{gate.project.id}{path}", query, host=gate.host, **more)

    return make


def refused(answer: Answer) -> bool:
    return answer.status == 401 and json.loads(answer.body) == UNAUTHORIZED


@pytest.mark.parametrize(
    ("method", "path", "query", "body"),
    [
        ("GET", "/jobs/1", (), b""),
        ("HEAD", "/jobs/1", (), b""),
        ("GET", "/list", (("job_ids", "b"), ("job_ids", "a"), ("name", "云 +&=/")), b""),
        ("POST", "/jobs", (), '{"text": "你好"}'.encode()),
        ("POST", "/jobs/1/cancel", (), b""),
        ("PUT", "/jobs/1", (), b"{}"),
        ("DELETE", "/configs", (("limit", "5"),), b'{"ids": [1, 2]}'),
    ],
)
def test_signed_requests_come_in(
    signed: Callable[..., Wire], gate: Gated, method: str, path: str, query: tuple[tuple[str, str], ...], body: bytes
) -> None:
    assert send(signed(method, path, query, body=body), gate.port).status == 200
    told = gate.asked[-1]
    assert told["project"] == gate.project.id
    assert told["credential"] == gate.key.access_key
    assert told["size"] == len(body)
    assert sorted(map(tuple, told["query"])) == sorted(query)


def test_a_body_in_chunks_arrives_whole(signed: Callable[..., Wire], gate: Gated) -> None:
    body = b"[" + b"1," * 200_000 + b"1]"
    assert send(signed("POST", body=body), gate.port).status == 200
    assert gate.asked[-1]["size"] == len(body)
    assert len(gate.asked[-1]["document"]) == 200_001


def another(value: bytes, place: int) -> bytes:
    """The same value with another digit at one place."""
    changed = bytearray(value)
    changed[place] = ord("1") if value[place] == ord("0") else ord("0")
    return bytes(changed)


TAMPERED: dict[str, Callable[[Wire], Wire]] = {
    "method": lambda one: one.but(method="PUT"),
    "method that reads": lambda one: one.but(method="GET"),
    "path": lambda one: one.but(path=one.path + "x"),
    "path of another resource": lambda one: one.but(path=one.path.replace("/jobs", "/files")),
    "query value": lambda one: one.but(query="a=2"),
    "query name": lambda one: one.but(query="b=1"),
    "more query": lambda one: one.but(query="a=1&b=1"),
    "no query": lambda one: one.but(query=""),
    "body": lambda one: one.but(body=b'{"a": 2}'),
    "more body": lambda one: one.but(body=one.body + b" "),
    "no body": lambda one: one.but(body=b""),
    "date": lambda one: one.but(headers={"x-sdk-date": another(one.headers["x-sdk-date"], -2)}),
    "host": lambda one: one.but(headers={"host": b"elsewhere"}),
    "content type": lambda one: one.but(headers={"content-type": b"text/plain"}),
    "end user": lambda one: one.but(headers={"x-app-userid": b"bob"}),
    "no end user": lambda one: one.but(headers={"x-app-userid": None}),
    "digest of the body": lambda one: one.but(headers={"x-sdk-content-sha256": b"UNSIGNED-PAYLOAD"}),
    "signature": lambda one: one.but(headers={"authorization": another(one.headers["authorization"], -1)}),
    "less is signed": lambda one: one.but(
        headers={"authorization": one.headers["authorization"].replace(b";x-app-userid", b"")}
    ),
    "no date": lambda one: one.but(headers={"x-sdk-date": None}),
    "no signature": lambda one: one.but(headers={"authorization": None}),
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED.keys())
def test_tampered_requests_are_refused(
    signed: Callable[..., Wire], gate: Gated, tamper: Callable[[Wire], Wire]
) -> None:
    made = signed("POST", query=(("a", "1"),), headers={"x-app-userid": "ann"}, body=b'{"a": 1}')
    before = len(gate.asked)
    assert refused(send(tamper(made), gate.port))
    assert len(gate.asked) == before
    assert send(made, gate.port).status == 200, "the request itself is good"


def test_a_signature_of_another_key_is_refused(signed: Callable[..., Wire], gate: Gated) -> None:
    other = gate.authority.keys.create(gate.project.id)
    assert refused(send(signed("GET", secret="x" * 40), gate.port))
    assert refused(send(signed("GET", access_key="UNKNOWNUNKNOWN"), gate.port))
    assert refused(send(signed("GET", secret=other.secret), gate.port))
    assert send(signed("GET", access_key=other.access_key, secret=other.secret), gate.port).status == 200
    gate.authority.keys.revoke(other.access_key)
    assert refused(send(signed("GET", "/more", access_key=other.access_key, secret=other.secret), gate.port))


@pytest.mark.parametrize("minutes", [20, -20])
def test_an_old_or_coming_date_is_refused(signed: Callable[..., Wire], gate: Gated, minutes: int) -> None:
    assert refused(send(signed("GET", age=timedelta(minutes=minutes)), gate.port))


def test_an_unsigned_body_is_only_for_bodies_that_are_no_document(signed: Callable[..., Wire], gate: Gated) -> None:
    told = {"x-sdk-content-sha256": "UNSIGNED-PAYLOAD"}
    assert refused(send(signed("POST", headers=told, body=b"{}", payload="UNSIGNED-PAYLOAD"), gate.port))
    binary = {**told, "content-type": "application/octet-stream"}
    assert send(signed("POST", headers=binary, body=b"\xff\0", payload="UNSIGNED-PAYLOAD"), gate.port).status == 200


def test_the_cause_of_a_refusal_is_only_in_the_log(
    signed: Callable[..., Wire], gate: Gated, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = send(signed("GET", age=timedelta(hours=1)), gate.port)
    assert refused(answer)
    assert "more than 15 minutes" in caplog.text
    assert gate.key.secret not in caplog.text


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /v1/p/jobs HTTP/1.1\r\nHost: a\r\nAuthorization: \xff\xfe\r\n\r\n",
        b"GET /v1/p/jobs HTTP/1.1\r\nHost: a\r\nAuthorization: SDK-HMAC-SHA256 \xc3\x28\r\n\r\n",
        b"GET /v1/p/jobs?a=\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /v1/p/jobs?a=%ff HTTP/1.1\r\nHost: a\r\nX-Project-Id: \xff\r\n\r\n",
        b"GET /v1/%ff/jobs HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /v1/\xff/jobs HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /v3/projects?name=\xff HTTP/1.1\r\nHost: a\r\nX-Sdk-Date: \xff\r\n\r\n",
    ],
)
def test_bytes_that_are_no_text_are_refused_in_order(gate: Gated, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", gate.port), timeout=10) as connection:
        connection.sendall(sent)
        status = int(connection.recv(65536).split(b" ", 2)[1])
    assert status in (400, 401)


@pytest.mark.parametrize(
    ("query", "words"), [("a=%FF", "the query is not UTF-8"), ("a=x%00", "the query holds a zero byte")]
)
def test_a_signed_query_that_is_no_text_is_refused_in_words(
    signed: Callable[..., Wire], gate: Gated, query: str, words: str
) -> None:
    answer = send(signed("GET", query=query), gate.port)
    assert answer.status == 400
    assert words in json.loads(answer.body)["error_msg"]


def token_of(gate: Gated, database: Database) -> str:
    user = create_user(database, gate.project.id, f"user-{len(gate.asked)}-{id(object())}", "a good password")
    return gate.authority.tokens.issue(user)[0]


def with_token(gate: Gated, token: str | bytes, path: str = "/jobs", method: str = "GET", **headers: str) -> Answer:
    value = token.encode() if isinstance(token, str) else token
    more = {name.replace("_", "-"): told.encode() for name, told in headers.items()}
    sent = {"host": b"anywhere", "x-auth-token": value, **more}
    return send(Wire(method, f"/v1/{gate.project.id}{path}", headers=sent), gate.port)


def test_a_token_comes_in_until_it_is_revoked(gate: Gated, module_database: Database) -> None:
    token = token_of(gate, module_database)
    assert with_token(gate, token).status == 200
    assert gate.asked[-1]["credential"].startswith("user-")
    assert refused(with_token(gate, token[:-1]))
    assert refused(with_token(gate, token + "x"))
    gate.authority.tokens.revoke(token.encode())
    assert refused(with_token(gate, token))


def test_either_credential_is_enough(signed: Callable[..., Wire], gate: Gated) -> None:
    made = signed("GET", "/either")
    assert send(made.but(headers={"x-auth-token": b"unknown"}), gate.port).status == 200


@pytest.mark.parametrize("token", [b"", b"with a blank", b"\xff", b"x" * 16_385])
def test_a_header_that_can_be_no_token_is_told_so(gate: Gated, token: bytes) -> None:
    answer = with_token(gate, token)
    assert answer.status == 400
    assert json.loads(answer.body)["error_code"] == "MSS.00010008"


@pytest.mark.parametrize("path", ["/v1/PROJECT/jobs", "/v1/", "/v1/nonsense", "/v3/projects", "/v3/nonsense"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_strangers_learn_nothing(gate: Gated, method: str, path: str) -> None:
    answer = send(
        Wire(method, path.replace("PROJECT", gate.project.id), "limit=none", {"host": b"a"}, b"{broken"), gate.port
    )
    assert answer.status == 401
    assert method == "HEAD" or json.loads(answer.body) == UNAUTHORIZED


def test_the_project_is_the_one_of_the_credential(
    signed: Callable[..., Wire], gate: Gated, module_database: Database
) -> None:
    other = create_project(module_database, "other tenant")
    answers = []
    for project in (other.id, "there-is-no-such-project", ""):
        made = sign(gate.key.access_key, gate.key.secret, "GET", f"/v1/{project}/jobs", host=gate.host)
        answers.append(send(made, gate.port))
    assert {answer.status for answer in answers} == {400}
    assert {json.loads(answer.body)["error_code"] for answer in answers} == {"MSS.00010009"}
    assert len({answer.body for answer in answers}) == 1, "nothing tells a project that exists from one that does not"


@pytest.mark.parametrize("unsigned", [True, False])
def test_the_project_header_must_agree(
    signed: Callable[..., Wire], gate: Gated, module_database: Database, unsigned: bool
) -> None:
    where = "unsigned" if unsigned else "headers"
    assert send(signed("GET", "/same", **{where: {"x-project-id": gate.project.id}}), gate.port).status == 200
    answer = send(signed("GET", "/same", **{where: {"x-project-id": "other"}}), gate.port)
    assert json.loads(answer.body)["error_code"] == "MSS.00010009"
    token = token_of(gate, module_database)
    answer = with_token(gate, token, x_project_id="other")
    assert json.loads(answer.body)["error_code"] == "MSS.00010009"


def test_one_path_names_no_project(gate: Gated) -> None:
    path = "/v1/digital-human-training-manage/user/encrypt-file-download"
    made = sign(gate.key.access_key, gate.key.secret, "GET", path, host=gate.host)
    assert send(made, gate.port).status == 200
    assert gate.asked[-1]["project"] == gate.project.id


@pytest.mark.parametrize("user", ["ann", "x" * 256, "Zoë-ß", "a b", "한"])
def test_end_users_are_told_on(signed: Callable[..., Wire], gate: Gated, user: str) -> None:
    assert send(signed("GET", "/users", headers={"x-app-userid": user}), gate.port).status == 200
    assert gate.asked[-1]["app_user_id"] == user


@pytest.mark.parametrize("user", ["", "x" * 257, "云", "a云"])
def test_end_users_have_no_chinese_names(signed: Callable[..., Wire], gate: Gated, user: str) -> None:
    answer = send(signed("GET", "/users", headers={"x-app-userid": user}), gate.port)
    assert answer.status == 400
    assert "X-App-UserId" in json.loads(answer.body)["error_msg"]


@pytest.mark.parametrize(
    ("header", "shown"), [("x-app-userid", "X-App-UserId"), ("idempotency-key", "Idempotency-Key")]
)
def test_a_header_with_a_meaning_must_be_signed(
    signed: Callable[..., Wire], gate: Gated, module_database: Database, header: str, shown: str
) -> None:
    answer = send(signed("GET", "/meant", unsigned={header: "ann"}), gate.port)
    assert answer.status == 400
    assert f"{shown} is not among the signed headers" in json.loads(answer.body)["error_msg"]
    assert send(signed("GET", "/meant", headers={header: "ann"}), gate.port).status == 200
    assert with_token(gate, token_of(gate, module_database), **{header.replace("-", "_"): "ann"}).status == 200


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 400), (4 * LIMIT, 400), (4 * LIMIT + 1, 401)])
def test_bodies_have_a_limit(signed: Callable[..., Wire], gate: Gated, size: int, status: int) -> None:
    answer = send(signed("POST", f"/size-{size}", body=b" " * size), gate.port)
    assert answer.status == status
    if status == 400:
        assert json.loads(answer.body) == {
            "error_code": "MSS.00000003",
            "error_msg": f"the body has more than {LIMIT} bytes",
        }


def test_who_shows_no_credential_may_send_little(gate: Gated) -> None:
    body = b" " * (OPEN_LIMIT + 1)
    answer = send(Wire("POST", "/v3/auth/tokens", headers={"host": b"a"}, body=body), gate.port)
    assert (answer.status, str(OPEN_LIMIT) in answer.body.decode()) == (400, True)


def test_a_stranger_does_not_learn_the_limit(signed: Callable[..., Wire], gate: Gated) -> None:
    assert refused(send(signed("POST", secret="x" * 40, body=b" " * (LIMIT + 1)), gate.port))


def test_paths_outside_are_not_guarded(gate: Gated) -> None:
    answer = send(Wire("GET", "/openapi.json", headers={"host": b"a"}), gate.port)
    assert answer.status == 200


def test_a_fault_of_the_service_is_not_the_callers(
    signed: Callable[..., Wire], gate: Gated, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(*_: object) -> None:
        raise ResourceError("master_key_missing", "the file with the master key is gone")

    monkeypatch.setattr(AccessKeys, "find", lost)
    answer = send(signed("GET", access_key="NOTYETLOOKEDUP"), gate.port)
    assert answer.status == 500
    assert json.loads(answer.body) == {"error_code": "MSS.00000004", "error_msg": "Internal Error"}
    assert "the file with the master key is gone" in caplog.text


def test_a_client_that_hangs_up_is_no_fault(
    signed: Callable[..., Wire], gate: Gated, caplog: pytest.LogCaptureFixture
) -> None:
    made = signed("POST", "/half", body=b"0123456789")
    lines = [f"POST {made.path} HTTP/1.1".encode(), b"content-length: 10"]
    lines += [name.encode() + b": " + value for name, value in made.headers.items()]
    before = len(gate.asked)
    with caplog.at_level(logging.INFO), socket.create_connection(("127.0.0.1", gate.port)) as connection:
        connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n01234")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65536) == b"", "nobody is answered"
    assert send(signed("GET", "/next"), gate.port).status == 200
    assert len(gate.asked) == before + 1
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
