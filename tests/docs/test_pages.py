import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer

from understudy.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = [ROOT / "README.md", ROOT / "docs" / "quickstart.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def fences(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """What headings can be linked to, as code hosts name them."""
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def broken_links(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    return broken


def commands(page: Path) -> list[list[str]]:
    """The arguments of every `understudy` command in the page's console blocks."""
    lines = "\n".join(fences(page, "console")).replace("\\\n", " ").splitlines()
    found = []
    for line in lines:
        for part in re.split(r"\s\|\s|&&", line):
            words = shlex.split(part.removeprefix("$ "), comments=True)
            if words and words[0].rpartition("/")[2] == "understudy":
                found.append([word for word in words[1:] if not word.startswith((">", "2>"))])
    return found


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Head\n[a](nowhere.md) [b](#head) [c](#tail) `[d](code.md)`\n")
    assert broken_links(page) == ["nowhere.md", "#tail"]


@pytest.mark.parametrize("page", GUIDES, ids=named)
def test_every_command_can_be_parsed(page: Path) -> None:
    group = typer.main.get_command(app)
    for words in commands(page):
        if words in (["--version"], ["--help"]):
            continue
        command = group.commands[words[0]]
        command.make_context(words[0], words[1:], resilient_parsing=False)


def test_guides_show_commands() -> None:
    assert sum(len(commands(page)) for page in GUIDES) > 30


def test_a_wrong_option_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\nunderstudy film a.txt -o b.mp4 --colour red\n```\n")
    with pytest.raises(Exception, match="--colour"):
        test_every_command_can_be_parsed(page)


@pytest.mark.slow
@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "how-to" / "from-python.md"], ids=named)
def test_python_examples_run(page: Path, tmp_path: Path) -> None:
    """All of a page's examples in order, in an empty folder; films are made small, whatever the example asks for.

    Those of the official SDK are run against a live service by `tests/sdk/test_documentation.py`.
    """
    small = "import understudy.film as _f, understudy as _u\nfrom understudy.drafting import change as _c\n"
    small += "_p = _f.produce\n_f.produce = lambda p, *a, **k: _p(_c(p, size=(320, 180)), *a, **k)\n"
    (tmp_path / "script.txt").write_text("Hi.\n---\nBye.\n", "utf-8")
    source = small + "\n".join(text for text in fences(page, "python") if "huaweicloudsdk" not in text)
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=500
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert list(tmp_path.glob("*.mp4"))
