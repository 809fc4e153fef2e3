import re
from pathlib import Path

from docs.codes import codes

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"
ROWS = re.findall(r"^\| `(\w+)` \| (\w*) \| (.*?) \| (.*?) \|$", PAGE.read_text("utf-8"), re.MULTILINE)


def test_every_code_in_the_source_is_in_the_catalogue() -> None:
    assert sorted(codes().keys() - {row[0] for row in ROWS}) == []


def test_every_code_in_the_catalogue_is_in_the_source() -> None:
    assert sorted({row[0] for row in ROWS} - codes().keys()) == []


def test_branches_are_right() -> None:
    made = codes()
    rows = [row for row in ROWS if made.get(row[0]) and row[1]]
    wrong = [(code, branch, made[code]) for code, branch, *_ in rows if branch not in made[code]]
    assert wrong == []


def test_every_code_has_one_row_with_a_meaning() -> None:
    names = [row[0] for row in ROWS]
    assert len(names) == len(set(names))
    assert all(meaning.endswith(".") for _, _, meaning, _ in ROWS)
