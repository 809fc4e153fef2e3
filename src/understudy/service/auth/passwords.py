"""Passwords, kept as argon2id hashes (RFC 9106, the library's second recommended set: 64 MiB, 3 passes, 4 lanes)."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from understudy.errors import InputError

SHORTEST, LONGEST = 8, 1024
"""Characters of a password. Longer ones than people choose would only cost the server time."""

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The hash to keep; takes about 0.1 s and 64 MiB. Raises `InputError` (`password_length`)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(
            "password_length",
            f"the password has {len(password)} characters",
            hint=f"{SHORTEST} to {LONGEST} characters",
        )
    return _hasher.hash(_bytes(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether a password is the one of a kept hash. Without one the answer is no, and takes as long."""
    try:
        return _hasher.verify(kept or _nobodys(), _bytes(password[: LONGEST + 1])) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    """Any password that JSON can carry, half surrogate pairs included."""
    return password.encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    """A hash for those who are not there."""
    return _hasher.hash("nobody has this password")
