"""Random codes: as many bits as they say, and no sign that a command line reads as an option."""

from __future__ import annotations

import string

from understudy.service.auth.random_codes import BITS_256, LETTERS_AND_DIGITS, random_code


def test_codes_are_of_letters_and_digits_alone() -> None:
    assert set(random_code(10_000)) == set(string.ascii_letters + string.digits)


def test_the_length_for_256_bits_holds_them() -> None:
    assert len(LETTERS_AND_DIGITS) ** BITS_256 >= 2**256 > len(LETTERS_AND_DIGITS) ** (BITS_256 - 1)


def test_an_alphabet_may_be_given_and_no_code_comes_twice() -> None:
    codes = {random_code(20, "01234567") for _ in range(1_000)}
    assert len(codes) == 1_000
    assert set("".join(codes)) == set("01234567")
