"""Request signatures of the scheme SDK-HMAC-SHA256, read and proven. Pure functions: no clock, no database.

Everything is compared as the bytes that arrived, so that no encoding can make a request fail in another way than by a
signature that does not fit. What the signature covers is the request as the application will read it: path and query
are decoded the way the framework decodes them and then encoded in the one way of the scheme, so that two requests
with one signature mean the same.

Source: the public description of the scheme, and requests that the official Python SDK 3.1.219 signed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote_to_bytes

from understudy.errors import InputError

ALGORITHM = "SDK-HMAC-SHA256"

CLOCK_DIFFERENCE = timedelta(minutes=15)
"""How far the date of a request may be from the server's time, either way."""

EMPTY = hashlib.sha256(b"").hexdigest()
UNSIGNED = b"UNSIGNED-PAYLOAD"

Headers = Sequence[tuple[bytes, bytes]]
"""Headers as they came: lower-case names, values in wire bytes."""

_AUTHORIZATION = re.compile(
    rb"SDK-HMAC-SHA256 +Access=([A-Za-z0-9_-]{1,64}), *"
    rb"SignedHeaders=([a-z0-9!#$&'*+.^_`|~;-]+), *"
    rb"Signature=([0-9a-f]{64})"
)
_DATE = re.compile(rb"\d{8}T\d{6}Z")


@dataclass(frozen=True)
class Claim:
    """What a request says about its signature; nothing of it is proven."""

    access_key: str
    signed_headers: tuple[bytes, ...]
    signature: str
    date: datetime

    @property
    def digest(self) -> bytes:
        """What the request is remembered by, 32 bytes: equal for equal requests of one key and second only."""
        return hashlib.sha256(f"{self.access_key}\n{self.signature}".encode()).digest()


@dataclass(frozen=True)
class SignedRequest:
    """The parts of a request that a signature covers. `path` and `query` are the bytes of the request line."""

    method: str
    path: bytes
    query: bytes
    headers: Headers
    body_digest: str


def refusal(cause: str) -> InputError:
    """Why somebody is not who they say they are. The cause is for the log, the answer only says `Unauthorized`."""
    return InputError("unauthorized", cause)


def only_value(headers: Headers, name: bytes) -> bytes | None:
    """The value of a header, trimmed, or None; a header that comes twice is refused."""
    values = [value for key, value in headers if key == name]
    if len(values) > 1:
        raise refusal(f"the header {name.decode()} came {len(values)} times")
    return values[0].strip(b" \t") if values else None


def read_claim(headers: Headers, now: datetime) -> Claim:
    """The claim in the headers, in the right form and time. Raises `InputError` (`unauthorized`)."""
    authorization = only_value(headers, b"authorization") or b""
    match = _AUTHORIZATION.fullmatch(authorization)
    if match is None:
        algorithm = authorization.split(b" ", 1)[0][:40].decode("ascii", "replace")
        raise refusal(
            f"the Authorization header is not a whole {ALGORITHM} signature"
            if algorithm == ALGORITHM
            else f"signatures of the kind {algorithm!r} are not accepted, only {ALGORITHM}"
        )
    names = tuple(match[2].split(b";"))
    if b"x-sdk-date" not in names:
        raise refusal("x-sdk-date is not among the signed headers")
    if len(set(names)) != len(names):
        raise refusal("a signed header is named twice")
    return Claim(match[1].decode(), names, match[3].decode(), _date(headers, now))


def _date(headers: Headers, now: datetime) -> datetime:
    text = only_value(headers, b"x-sdk-date") or b""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        date = datetime.strptime(text.decode(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise refusal(f"X-Sdk-Date is {text[:40]!r}, not of the form YYYYMMDDTHHMMSSZ") from None
    if abs(date - now) > CLOCK_DIFFERENCE:
        raise refusal(f"X-Sdk-Date is {text.decode()}, more than 15 minutes from {now:%Y%m%dT%H%M%SZ}")
    return date


def prove(claim: Claim, request: SignedRequest, secret: str) -> None:
    """Raises `InputError` (`unauthorized`) unless whoever knows `secret` signed exactly this request."""
    head, tail = _around_the_query(claim, request)
    key = secret.encode()
    for query in canonical_queries(request.query):
        hashed = hashlib.sha256(head + query.encode() + tail).hexdigest()
        to_sign = f"{ALGORITHM}\n{claim.date:%Y%m%dT%H%M%SZ}\n{hashed}"
        expected = hmac.digest(key, to_sign.encode(), "sha256").hex()
        if hmac.compare_digest(expected, claim.signature):
            return
    raise refusal(f"the signature of {claim.access_key} does not fit the request")


def _around_the_query(claim: Claim, request: SignedRequest) -> tuple[bytes, bytes]:
    """The canonical request up to its query, and what follows it."""
    head = f"{request.method.upper()}\n{canonical_path(request.path)}\n".encode()
    lines = [b"", *(name + b":" + _signed_value(request.headers, name) for name in claim.signed_headers), b""]
    tail = b"\n".join([*lines, b";".join(claim.signed_headers), _payload(request)])
    return head, tail


def _signed_value(headers: Headers, name: bytes) -> bytes:
    value = only_value(headers, name)
    if value is None:
        raise refusal(f"the signed header {name.decode()} is missing")
    return value


def canonical_path(path: bytes) -> str:
    """The path decoded and encoded anew, with a slash at its end. `%2F` and `/` are one, as they are to the router."""
    encoded = quote(unquote_to_bytes(path), safe="/~")
    return encoded if encoded.endswith("/") else encoded + "/"


def canonical_queries(query: bytes) -> Iterator[str]:
    """The forms that clients sign: sorted by name with values as they came, and sorted by name and value.

    The first is what the official SDK makes of lists of numbers, which it sorts as numbers; the second is what the
    scheme's description says.
    """
    if not query:
        yield ""
        return
    pairs = [
        (unquote_to_bytes(name), unquote_to_bytes(value))
        for name, _, value in (part.replace(b"+", b" ").partition(b"=") for part in query.split(b"&") if part)
    ]
    by_name = sorted(pairs, key=lambda pair: pair[0])
    yield _joined(by_name)
    by_value = sorted(pairs)
    if by_value != by_name:
        yield _joined(by_value)


def _joined(pairs: Sequence[tuple[bytes, bytes]]) -> str:
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)


def _payload(request: SignedRequest) -> bytes:
    """The last line of the canonical request: the body's digest, computed here and never believed."""
    told = only_value(request.headers, b"x-sdk-content-sha256")
    if told is None or request.body_digest == EMPTY:
        return request.body_digest.encode()
    if told == UNSIGNED:
        if _is_json(only_value(request.headers, b"content-type")):
            raise refusal("the body is JSON and not signed")
        return told
    if told.lower() != request.body_digest.encode():
        raise refusal("X-Sdk-Content-Sha256 is not the digest of the body")
    return told


def _is_json(content_type: bytes | None) -> bool:
    """Whether an application may read the body as a document; also where no type is named."""
    kind = (content_type or b"").split(b";")[0].strip().lower()
    return not kind or kind.endswith((b"json", b"bson"))
