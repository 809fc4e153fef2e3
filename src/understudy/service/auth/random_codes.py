"""Random codes: what keys, tokens and first passwords are made of."""

from __future__ import annotations

import secrets
import string

LETTERS_AND_DIGITS = string.ascii_letters + string.digits
"""Signs that no shell, URL or command line reads as anything else. A minus in front would be read as an option."""

BITS_256 = 43
"""Signs of `LETTERS_AND_DIGITS` that hold 256 random bits."""


def random_code(length: int, alphabet: str = LETTERS_AND_DIGITS) -> str:
    """`length` signs of an alphabet, each chosen by the system's source of secrets."""
    return "".join(secrets.choice(alphabet) for _ in range(length))
