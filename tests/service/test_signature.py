"""The canonical form of requests, and claims that are refused before any key is looked up."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from understudy.errors import InputError
from understudy.service.auth.signature import (
    EMPTY,
    Claim,
    Headers,
    SignedRequest,
    canonical_path,
    canonical_queries,
    prove,
    read_claim,
)

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SIGNATURE = "0" * 64


def claim_headers(authorization: str | bytes | None = None, date: bytes | None = b"20260304T050607Z") -> Headers:
    if authorization is None:
        authorization = f"SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature={SIGNATURE}"
    value = authorization.encode() if isinstance(authorization, str) else authorization
    headers = [(b"host", b"there"), (b"authorization", value)]
    return headers if date is None else [*headers, (b"x-sdk-date", date)]


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        (b"/v1/p/jobs", "/v1/p/jobs/"),
        (b"/v1/p/jobs/", "/v1/p/jobs/"),
        (b"/v1/p/a%2Fb", "/v1/p/a/b/"),
        (b"/v1/p/%E4%BA%91", "/v1/p/%E4%BA%91/"),
        ("/v1/p/云".encode(), "/v1/p/%E4%BA%91/"),
        (b"/v1/p/a%7eb~c.d_e-f", "/v1/p/a~b~c.d_e-f/"),
        (b"/v1/p/a+b%20c", "/v1/p/a%2Bb%20c/"),
        (b"/v1/p/%ff", "/v1/p/%FF/"),
        (b"/v1/p/%252F", "/v1/p/%252F/"),
        (b"/v1/p/100%", "/v1/p/100%25/"),
    ],
)
def test_paths_are_decoded_and_encoded_in_one_way(path: bytes, canonical: str) -> None:
    assert canonical_path(path) == canonical


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        (b"", [""]),
        (b"b=2&a=1", ["a=1&b=2"]),
        (b"a=x&a=y", ["a=x&a=y"]),
        (b"a=2&a=10", ["a=2&a=10", "a=10&a=2"]),
        (b"b=1&a=2&a=10", ["a=2&a=10&b=1", "a=10&a=2&b=1"]),
        (b"name=%E4%BA%91%20%2B+x", ["name=%E4%BA%91%20%2B%20x"]),
        (b"a", ["a="]),
        (b"a=&&", ["a="]),
        (b"a=b=c", ["a=b%3Dc"]),
        (b"a=%ff", ["a=%FF"]),
        (b"a=\xff", ["a=%FF"]),
    ],
)
def test_queries_are_sorted_by_name_and_values_may_stay_as_they_came(query: bytes, canonical: list[str]) -> None:
    assert list(canonical_queries(query)) == canonical


@pytest.mark.parametrize("first", [b"a=%2B", b"a=%26b%3D1", b"a=%3D", b"a=1%23"])
@pytest.mark.parametrize("second", [b"a=+", b"a=&b=1", b"a==1", b"a=1"])
def test_queries_that_mean_different_things_never_share_a_form(first: bytes, second: bytes) -> None:
    assert not set(canonical_queries(first)) & set(canonical_queries(second))


def test_a_claim_is_read() -> None:
    claim = read_claim(claim_headers(), NOW)
    assert claim == Claim("AK", (b"host", b"x-sdk-date"), SIGNATURE, NOW)


@pytest.mark.parametrize("minutes", [-15, 15])
def test_a_clock_may_be_a_quarter_of_an_hour_off(minutes: int) -> None:
    assert read_claim(claim_headers(), NOW + timedelta(minutes=minutes)).date == NOW


@pytest.mark.parametrize("off", [timedelta(minutes=15, seconds=1), timedelta(days=-1)])
def test_a_clock_may_not_be_further_off(off: timedelta) -> None:
    with pytest.raises(InputError, match="more than 15 minutes"):
        read_claim(claim_headers(), NOW + off)


@pytest.mark.parametrize(
    ("headers", "cause"),
    [
        (claim_headers(""), "kind ''"),
        (claim_headers("Bearer abc"), "kind 'Bearer'"),
        (claim_headers(f"SDK-HMAC-SM3 Access=AK, SignedHeaders=x-sdk-date, Signature={SIGNATURE}"), "SDK-HMAC-SM3"),
        (claim_headers(f"V11-HMAC-SHA256 Credential=AK/1/2/3, SignedHeaders=a, Signature={SIGNATURE}"), "V11"),
        (claim_headers("SDK-HMAC-SHA256 Access=AK"), "not a whole"),
        (claim_headers(f"SDK-HMAC-SHA256 Access=A K, SignedHeaders=x-sdk-date, Signature={SIGNATURE}"), "not a whole"),
        (claim_headers(f"SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date, Signature={'A' * 64}"), "not a whole"),
        (claim_headers(f"SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date, Signature={SIGNATURE}0"), "not a whole"),
        (claim_headers(b"\xff\xfe SDK-HMAC-SHA256"), "kind"),
        (claim_headers(b"SDK-HMAC-SHA256 Access=\xc3\xa9, SignedHeaders=x-sdk-date, Signature=00"), "not a whole"),
        (claim_headers(f"SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature={SIGNATURE}"), "x-sdk-date"),
        (
            claim_headers(f"SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date;x-sdk-date, Signature={SIGNATURE}"),
            "twic",
        ),
        ([*claim_headers(), (b"authorization", b"again")], "came 2 times"),
        ([*claim_headers(), (b"x-sdk-date", b"20260304T050607Z")], "came 2 times"),
        (claim_headers(date=None), "not of the form"),
        (claim_headers(date=b"2026-03-04T05:06:07Z"), "not of the form"),
        (claim_headers(date=b"20261304T050607Z"), "not of the form"),
        (claim_headers(date=b"20260304T050607Z "), ""),
        (claim_headers(date="２０２６0304T050607Z".encode()), "not of the form"),
    ],
)
def test_claims_are_refused(headers: Headers, cause: str) -> None:
    if not cause:  # blanks around a value are no part of it
        assert read_claim(headers, NOW)
        return
    with pytest.raises(InputError, match=cause) as refused:
        read_claim(headers, NOW)
    assert refused.value.code == "unauthorized"


BODY = hashlib.sha256(b"{}").hexdigest()


def proof(headers: Headers, body_digest: str = BODY) -> str:
    """Why a request with a signature that fits nothing is refused."""
    claim = read_claim(claim_headers(), NOW)
    with pytest.raises(InputError) as refused:
        prove(claim, SignedRequest("POST", b"/", b"", [*claim_headers(), *headers], body_digest), "SK")
    return str(refused.value)


@pytest.mark.parametrize(
    ("headers", "cause"),
    [
        ([(b"x-sdk-content-sha256", BODY.encode())], "does not fit"),
        ([(b"x-sdk-content-sha256", EMPTY.encode())], "not the digest"),
        ([(b"x-sdk-content-sha256", b"\xff")], "not the digest"),
        ([(b"x-sdk-content-sha256", b"UNSIGNED-PAYLOAD")], "not signed"),
        ([(b"x-sdk-content-sha256", b"UNSIGNED-PAYLOAD"), (b"content-type", b"Application/JSON; a=b")], "not signed"),
        ([(b"x-sdk-content-sha256", b"UNSIGNED-PAYLOAD"), (b"content-type", b"a/merge+json")], "not signed"),
        ([(b"x-sdk-content-sha256", b"UNSIGNED-PAYLOAD"), (b"content-type", b"image/png")], "does not fit"),
        ([(b"x-sdk-content-sha256", b"a"), (b"x-sdk-content-sha256", b"a")], "came 2 times"),
        ([(b"host", b"elsewhere")], "host came 2 times"),
    ],
)
def test_a_digest_of_the_body_is_never_believed(headers: Headers, cause: str) -> None:
    assert cause in proof(headers)


def test_a_signed_header_must_be_there() -> None:
    claim = Claim("AK", (b"host", b"x-sdk-date", b"x-project-id"), SIGNATURE, NOW)
    with pytest.raises(InputError, match="x-project-id is missing"):
        prove(claim, SignedRequest("GET", b"/", b"", claim_headers(), EMPTY), "SK")


def test_equal_requests_are_remembered_alike_and_others_are_not() -> None:
    claim = read_claim(claim_headers(), NOW)
    assert claim.digest == read_claim(claim_headers(), NOW).digest
    assert claim.digest != Claim("AL", claim.signed_headers, SIGNATURE, NOW).digest
    assert claim.digest != Claim("AK", claim.signed_headers, "1" * 64, NOW).digest
