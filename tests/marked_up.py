"""What markup becomes, for the tests of its tags."""

from understudy.script.markup import read


def items(text, **how):
    """The items that are said."""
    return read(text, **how)[0].items


def codes(text):
    """The codes of the warnings."""
    return [warning.code for warning in read(text, scene=0)[1]]
