"""The gate in front of the API: who is asking is settled here, before anything else of a request is looked at.

A request under `/v1/` or `/v3/` goes on with a `Principal` in `scope["state"]`, or is answered here. Who cannot prove
who they are learns nothing but that; the cause is in the log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, TypeVarTuple
from urllib.parse import quote, unquote_to_bytes

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.errors import InputError
from understudy.service.api.errors import INTERNAL, INVALID, UNAUTHORIZED, answer, away
from understudy.service.api.operation_groups import group_of
from understudy.service.api.request_body import BODY_LIMIT, Body, Gone, read_body
from understudy.service.auth.authority import Authority
from understudy.service.auth.principal import Principal
from understudy.service.auth.replay import Sight
from understudy.service.auth.signature import Claim, SignedRequest, only_value, prove, read_claim, refusal
from understudy.service.auth.tokens import well_formed
from understudy.service.database.engine import AWAY

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

GUARDED = ("/v1/", "/v3/")
OPEN = frozenset({("POST", "/v3/auth/tokens")})
"""What needs no proof: it is where one gets it."""

OPEN_LIMIT = 64 << 10
"""Bytes of a body there: anybody may send one, and it lies in memory."""

WITHOUT_PROJECT = ("/v3/", "/v1/digital-human-training-manage/")
"""Paths that name no project."""

MEANT = {b"x-app-userid": "X-App-UserId", b"idempotency-key": "Idempotency-Key"}
"""Headers that change what a request does; a signature must cover them."""

READING = ("GET", "HEAD")

THREADS = 8
"""Threads in which the gate asks the database, apart from those of the endpoints: neither waits for the other."""

_HAN = r"\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_APP_USER = re.compile(rf"[^\x00-\x1f\x7f{_HAN}]{{1,256}}")

log = logging.getLogger(__name__)


class _Answered(Exception):  # noqa: N818 - not a fault: the answer is ready
    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


@dataclass(frozen=True)
class _Proven:
    """Who is asking. With a signature: what was claimed, and the body that it covers."""

    project_id: str
    credential: str
    claim: Claim | None = None
    body: Body | None = None


class AccessGate:
    """ASGI middleware that authenticates, binds to the project, limits, refuses replays, and reads the body."""

    def __init__(self, app: ASGIApp, *, authority: Authority, body_limit: int = BODY_LIMIT) -> None:
        self._app, self._authority, self._body_limit = app, authority, body_limit
        self._threads = CapacityLimiter(THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] not in ("http", "websocket") or not scope["path"].startswith(GUARDED):
            return await self._app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008})
        try:
            body = await self._admit(scope, receive)
        except Gone:
            return None
        except _Answered as done:
            return await done.response(scope, receive, send)
        except AWAY as error:
            return await away(f"{scope['method']} {scope['path']!r}", error)(scope, receive, send)
        except Exception:  # the master key is gone: not the caller's fault
            log.exception("nobody can be let in: %s %r", scope["method"], scope["path"])
            return await answer(500, INTERNAL, "Internal Error")(scope, receive, send)
        return await self._app(scope, body.readable(receive), send)

    async def _admit(self, scope: Scope, receive: Receive) -> Body:
        """Settle who asks and whether they may; answers the body, which is read by then."""
        if (scope["method"], scope["path"]) in OPEN:
            return _within(OPEN_LIMIT, await read_body(receive, OPEN_LIMIT))
        caller = await self._proven(scope, receive)
        _check_text(scope)
        _check_project(scope, caller)
        app_user = _app_user(scope, caller)
        body = _within(self._body_limit, caller.body or await read_body(receive, self._body_limit))
        await self._count(scope, caller)
        scope.setdefault("state", {})["principal"] = Principal(caller.project_id, caller.credential, app_user)
        return body

    async def _proven(self, scope: Scope, receive: Receive) -> _Proven:
        """Who is asking, by token or by signature: either is enough."""
        try:
            token = _token(scope)
            if token is not None and (known := await self._by_token(token)):
                return known
            if any(name == b"authorization" for name, _ in scope["headers"]):
                return await self._by_signature(scope, receive)
            raise refusal("neither a token nor a signature" if token is None else "the token is unknown or has ended")
        except InputError as error:
            raise _refused(scope, error) from None

    async def _by_token(self, token: bytes) -> _Proven | None:
        tokens, now = self._authority.tokens, self._authority.now()
        known = tokens.recent(token, now) or await self._in_thread(tokens.find, token, now)
        return _Proven(known.project_id, known.user) if known else None

    async def _by_signature(self, scope: Scope, receive: Receive) -> _Proven:
        headers, keys = scope["headers"], self._authority.keys
        claim = read_claim(headers, self._authority.now())
        key = keys.recent(claim.access_key) or await self._in_thread(keys.find, claim.access_key)
        if key is None:
            raise refusal(f"the access key {claim.access_key} is unknown or revoked")
        body = await read_body(receive, self._body_limit)
        if body.digest is None:
            raise refusal("the body is far too large for its signature to be looked at")
        request = SignedRequest(scope["method"], _raw_path(scope), scope["query_string"], headers, body.digest)
        prove(claim, request, key.secret)
        return _Proven(key.project_id, key.access_key, claim, body)

    async def _count(self, scope: Scope, caller: _Proven) -> None:
        """Refuse what was asked already, and what is asked too often."""
        claim, reads = caller.claim, scope["method"] in READING
        readings, changes, limits = self._authority.seen_readings, self._authority.seen_changes, self._authority.limits
        seen = None
        if claim:
            seen = readings.see(claim) if reads else await self._in_thread(changes.see, claim)
        if seen is Sight.REPLAYED:
            raise _refused(scope, refusal(f"a request of {caller.credential} came again"))
        if limits.off or not (wait := limits.wait(caller.project_id, group_of(scope["method"], scope["path"]))):
            return
        if claim and seen is Sight.NEW:  # it was not carried out: it may come again as it is
            if reads:
                readings.unsee(claim)
            else:
                await self._in_thread(changes.unsee, claim)
        raise _Answered(answer(429, "APIGW.0308", "Too many requests", {"Retry-After": str(wait)}))

    async def _in_thread(self, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
        return await anyio.to_thread.run_sync(work, *arguments, limiter=self._threads)


def unauthorized() -> Response:
    """The answer to everybody who is not known, whatever the cause."""
    return answer(401, UNAUTHORIZED, "Unauthorized")


def _refused(scope: Scope, error: InputError) -> Exception:
    """The answer to a refusal, whose cause goes to the log; other errors as they are."""
    if error.code != "unauthorized":
        return error
    log.warning("refused %s %r: %s", scope["method"], scope["path"], error)
    return _Answered(unauthorized())


def _within(limit: int, body: Body) -> Body:
    if body.chunks is None:
        raise _invalid(f"the body has more than {limit} bytes")
    return body


def _invalid(message: str) -> _Answered:
    return _Answered(answer(400, INVALID, message))


def _token(scope: Scope) -> bytes | None:
    """The token header, if there is one; what cannot be a token is answered."""
    values: list[bytes] = [value.strip(b" \t") for name, value in scope["headers"] if name == b"x-auth-token"]
    if not values:
        return None
    if len(values) > 1 or not well_formed(values[0]):
        log.warning("refused %s %r: malformed token header", scope["method"], scope["path"])
        raise _Answered(answer(400, "MSS.00010008", "Invalid token in the header."))
    return values[0]


def _raw_path(scope: Scope) -> bytes:
    """The path as it stood in the request line."""
    return scope.get("raw_path") or quote(scope["path"]).encode()


def _check_text(scope: Scope) -> None:
    """Path and query must be text: UTF-8, and without the zero byte, which PostgreSQL has no place for."""
    for name, raw in (("path", _raw_path(scope)), ("query", scope["query_string"])):
        if raw.isascii() and b"%" not in raw and b"\0" not in raw:
            continue
        decoded = unquote_to_bytes(raw)
        try:
            decoded.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _invalid(f"the {name} is not UTF-8: byte {error.start + 1} is {decoded[error.start]:#04x}") from None
        if b"\0" in decoded:
            raise _invalid(f"the {name} holds a zero byte")


def _check_project(scope: Scope, caller: _Proven) -> None:
    """The project comes from the credential; where the request names one, it must be the same."""
    path = scope["path"]
    named = None if path.startswith(WITHOUT_PROJECT) else path.split("/", 3)[2].encode()
    told = [value.strip(b" \t") for name, value in scope["headers"] if name == b"x-project-id"]
    for project in (named, *told):
        if project is not None and project != caller.project_id.encode():
            raise _Answered(answer(400, "MSS.00010009", "The project is not the one of the credential."))


def _app_user(scope: Scope, caller: _Proven) -> str | None:
    """The end user that the caller speaks for, if told."""
    names = {name for name, _ in scope["headers"]}
    for name, shown in MEANT.items():
        if caller.claim and name in names and name not in caller.claim.signed_headers:
            raise _invalid(f"{shown} is not among the signed headers")
    try:
        value = only_value(scope["headers"], b"x-app-userid")
        user = None if value is None else value.decode("utf-8")
    except (InputError, UnicodeDecodeError):
        raise _invalid("X-App-UserId is not one value in UTF-8") from None
    if user is not None and not _APP_USER.fullmatch(user):
        raise _invalid("X-App-UserId has 1 to 256 characters, none of them Chinese or a control character")
    return user
