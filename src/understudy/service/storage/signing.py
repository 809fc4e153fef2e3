"""Signed URLs: whoever has one may do one thing with one object until it expires, and nothing else.

They have the shape of the cloud service's: `{base}/{project}/{owner}/{object}?AccessKeyId=…&Expires=…&Signature=…`.
The signature is HMAC-SHA256, in Base64, over method, Content-MD5, Content-Type, expiry and key, parted by line feeds.
A HEAD is allowed wherever a GET is. A store that signs URLs of its own (S3) is asked first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import timedelta
from urllib.parse import unquote, urlencode, urlsplit

from understudy.errors import InputError

LIBRARY_LIFETIME = timedelta(hours=24)
SPEECH_LIFETIME = timedelta(hours=1)
"""Of results of text-to-speech."""

reached_at: ContextVar[str] = ContextVar("reached_at", default="")
"""The address at which the request being answered reached us, `http://host:port`; for URLs without a public one."""

Presign = Callable[[str, str, timedelta], str | None]


class UrlSigner:
    """Makes and checks signed URLs. `key` gives the key, each time anew: it changes when the master key is rotated.

    `public_url` is the address clients reach us at, if that is set, `presign` the store's own way (`Storage.presign`);
    `clock` gives seconds since 1970.
    """

    def __init__(
        self,
        key: Callable[[], bytes],
        public_url: str = "",
        presign: Presign | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._key = key
        self._public_url = public_url.rstrip("/")
        self._presign = presign
        self._clock = clock

    @property
    def name(self) -> str:
        """Which key signs; stands in URLs as `AccessKeyId`."""
        return _name(self._key())

    def url(
        self,
        method: str,
        key: str,
        lifetime: timedelta = LIBRARY_LIFETIME,
        *,
        content_md5: str = "",
        content_type: str = "",
    ) -> str:
        """A URL for `method` (GET or PUT) on the object `key`.

        With `content_md5` or `content_type` the PUT must carry that very header; without, it may be any.
        """
        if self._presign is not None and (theirs := self._presign(method, key, lifetime)) is not None:
            return theirs
        secret, expires = self._key(), str(int(self._clock() + lifetime.total_seconds()))
        signature = _signature(secret, method, key, expires, content_md5, content_type)
        query = urlencode({"AccessKeyId": _name(secret), "Expires": expires, "Signature": signature})
        return f"{self._public_url or reached_at.get()}/{key}?{query}"

    def check(
        self, method: str, key: str, query: Mapping[str, str], *, content_md5: str = "", content_type: str = ""
    ) -> None:
        """Raises `InputError` (`url_refused`) unless `query` permits `method` on `key` with these headers, now."""
        allowed = "GET" if method == "HEAD" else method
        secret, expires, given = self._key(), query.get("Expires", ""), query.get("Signature", "")
        made = (
            _signature(secret, allowed, key, expires, md5, kind)
            for md5 in dict.fromkeys((content_md5, ""))
            for kind in dict.fromkeys((content_type, ""))
        )
        right = [hmac.compare_digest(signature.encode(), given.encode()) for signature in made]
        if not any(right) or query.get("AccessKeyId") != _name(secret):
            hint = "use the URL as it was given, with the method, Content-MD5 and Content-Type that it is for"
            raise InputError("url_refused", f"the URL does not permit this {method}", hint=hint)
        if int(expires) <= self._clock():
            raise InputError("url_refused", "the URL has expired", hint="ask for a new one")


def _name(secret: bytes) -> str:
    return hashlib.sha256(b"name of " + secret).hexdigest()[:20].upper()


def _signature(secret: bytes, method: str, key: str, expires: str, content_md5: str, content_type: str) -> str:
    text = "\n".join((method, content_md5, content_type, expires, f"/{key}"))
    return base64.b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()).decode()


def key_in(url: str) -> str:
    """The key that a media URL leads to, ours or the store's: the last three parts of its path."""
    return "/".join(unquote(urlsplit(url).path).split("/")[-3:])
