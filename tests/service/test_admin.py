"""The operator's commands, on a real database, as a person and as a program runs them."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from understudy.cli.app import main
from understudy.service.auth.authority import Authority, authority_of
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.database.engine import Database
from understudy.settings import ServiceSettings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `understudy admin …` on this test's database: exit code, standard output, standard error."""
    monkeypatch.setenv("UNDERSTUDY_DATABASE_URL", database_url)
    monkeypatch.setenv("UNDERSTUDY_DATA_DIR", str(tmp_path))

    def act(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as caught:
            main(["admin", *arguments])
        code = caught.value.code
        assert code is None or isinstance(code, int)
        return (code or 0, *capfd.readouterr())

    return act


@pytest.fixture
def authority(database: Database, tmp_path: Path) -> Authority:
    """What a running service knows."""
    return authority_of(ServiceSettings(data_dir=tmp_path), database)


def told(ran: tuple[int, str, str]) -> Any:
    code, out, error = ran
    assert (code, error) == (0, "")
    return json.loads(out)


def failed(ran: tuple[int, str, str]) -> tuple[int, str]:
    code, out, error = ran
    assert out == ""
    found = re.search(r"\[(\w+)\]$", error.strip())
    assert found, error
    return code, found[1]


def test_a_tenant_from_nothing_to_a_working_key(run: Run, authority: Authority) -> None:
    made = told(run("project", "create", "studio", "--json"))
    key = told(run("key", "create", "--project", "studio", "--json"))
    assert key["project_id"] == made["project_id"]
    found = authority.keys.find(key["access_key"])
    assert found and found.secret == key["secret_key"]
    assert told(run("project", "list", "--json"))[0]["name"] == "studio"
    listed = told(run("key", "list", "--project", made["project_id"], "--json"))
    assert listed[0]["access_key"] == key["access_key"]
    assert key["secret_key"] not in json.dumps(listed)
    told(run("key", "revoke", key["access_key"], "--json"))
    assert authority.keys.find(key["access_key"]) is None
    assert told(run("key", "list", "--json"))[0]["revoked"].endswith("Z")


def test_a_user_gets_in_with_the_password_and_tokens_end(run: Run, authority: Authority) -> None:
    told(run("project", "create", "studio", "--json"))
    made = told(run("user", "create", "ann", "--project", "studio", "--json", typed="correct horse\n"))
    assert made["domain"] == "studio"
    user, _ = authority.logins.log_in("studio", "ann", "correct horse")
    now, issue = datetime.now(UTC), authority.tokens.issue
    one, two, three = (issue(user)[0] for _ in range(3))
    assert told(run("token", "revoke", one, "--json")) == {"ended_tokens": 1}
    assert told(run("token", "revoke", "-", "--json", typed=two + "\n")) == {"ended_tokens": 1}
    assert [authority.tokens.find(token.encode(), now) is None for token in (one, two, three)] == [True, True, False]
    assert told(run("token", "revoke", "--user", "ann", "--json")) == {"ended_tokens": 1}
    four, _ = issue(user)
    assert told(run("user", "password", "ann", "--json", typed="another horse\n"))["ended_tokens"] == 1
    assert authority.tokens.find(four.encode(), now) is None
    assert authority.logins.log_in("studio", "ann", "another horse")


def test_the_master_key_is_rotated(run: Run, authority: Authority, tmp_path: Path) -> None:
    told(run("project", "create", "studio", "--json"))
    key = told(run("key", "create", "--project", "studio", "--json"))
    before = (tmp_path / "master.key").read_text()
    assert told(run("rotate-master-key", "--json")) == {"sealed_secrets": 1}
    assert (tmp_path / "master.key").read_text() != before
    found = authority.keys.find(key["access_key"])
    assert found and found.secret == key["secret_key"]


def test_answers_for_people(run: Run) -> None:
    code, out, _ = run("project", "create", "studio")
    assert code == 0
    assert re.fullmatch(r"project id +[0-9a-f]{32}\nname +studio\n", out)
    _, out, _ = run("key", "create", "--project", "studio")
    assert re.search(r"^secret key +\w{40}$", out, re.MULTILINE)
    _, out, _ = run("key", "list")
    assert out.splitlines()[0].split("  ")[0] == "access key"


@pytest.mark.parametrize(
    ("arguments", "typed", "code"),
    [
        (("project", "create", "studio"), "", "project_name_taken"),
        (("key", "create", "--project", "nowhere"), "", "project_unknown"),
        (("key", "list", "--project", "nowhere"), "", "project_unknown"),
        (("key", "revoke", "NOBODY"), "", "access_key_unknown"),
        (("user", "create", "ann", "--project", "studio"), "short\n", "password_length"),
        (("user", "create", "ann", "--project", "nowhere"), "correct horse\n", "project_unknown"),
        (("user", "password", "nobody"), "correct horse\n", "user_unknown"),
        (("token", "revoke", "nothing"), "", "token_unknown"),
        (("token", "revoke"), "", "token_or_user"),
        (("token", "revoke", "one", "--user", "ann"), "", "token_or_user"),
    ],
)
def test_what_is_wrong_is_said(run: Run, arguments: tuple[str, ...], typed: str, code: str) -> None:
    run("project", "create", "studio")
    assert failed(run(*arguments, typed=typed)) == (3, code)


def test_a_database_that_is_not_there_is_5(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    assert failed(run("project", "list")) == (5, "database_down")


def test_without_the_extra_the_command_names_it() -> None:
    without = """
import sys
sys.modules["sqlalchemy"] = None
sys.argv = ["understudy", "admin", "project", "list"]
from understudy.cli.app import main
main()
"""
    ran = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True, check=False)
    assert ran.returncode == 5
    assert "understudy[service]" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_help_loads_nothing_of_the_service() -> None:
    look = """
import sys
sys.argv = ["understudy", "admin", "--help"]
from understudy.cli.app import main
try:
    main()
finally:
    heavy = ("sqlalchemy", "argon2", "fastapi", "cryptography")
    print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""
    ran = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "[]\n")


def test_a_master_key_is_made_before_there_is_a_service(run: Run, tmp_path: Path) -> None:
    code, made, error = run("new-master-key")
    assert (code, error) == (0, "")
    file = tmp_path / "shared.key"
    file.write_text(made)
    file.chmod(0o640)
    keys = MasterKeys(file)
    name, sealed = keys.seal("secret", "owner")
    assert MasterKeys(file).open(name, sealed, "owner") == "secret"
    assert file.read_text() == made
