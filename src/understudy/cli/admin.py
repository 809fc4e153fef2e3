"""Commands of an operator: `admin project|user|key|token`, `admin rotate-master-key`. Those about work: `operation.py`.

They work on the database that the settings name, whether the service is running or not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from understudy.cli import screen
from understudy.cli.film import JsonOption
from understudy.cli.service import packages_of_the_service
from understudy.errors import InputError

if TYPE_CHECKING:
    from understudy.service.auth.authority import Authority

admin = typer.Typer(help="Projects, users and keys of the service.", no_args_is_help=True)
project = typer.Typer(help="Tenants: each sees its own jobs, assets and files.", no_args_is_help=True)
user = typer.Typer(help="People with a password, who get tokens.", no_args_is_help=True)
key = typer.Typer(help="Access keys, which sign requests.", no_args_is_help=True)
token = typer.Typer(help="Tokens that users have been given.", no_args_is_help=True)
admin.add_typer(project, name="project")
admin.add_typer(user, name="user")
admin.add_typer(key, name="key")
admin.add_typer(token, name="token")

ProjectOption = Annotated[str, typer.Option(help="Name or id of the project.")]
DomainOption = Annotated[str | None, typer.Option(help="The user's account; default: the project's name.")]
AccountOption = Annotated[str | None, typer.Option(help="The user's account, where several have this name.")]


@contextmanager
def deciding() -> Iterator[Authority]:
    """The authority over the installation's database. Raises `ResourceError` (`service_not_installed`)."""
    with packages_of_the_service():
        from understudy.service.auth.authority import authority_of
        from understudy.service.database.engine import Database
        from understudy.service.installation import installation
        from understudy.settings import ServiceSettings
    with installation(ServiceSettings()) as (settings, _), closing(Database(settings.database_url)) as database:
        yield authority_of(settings, database)


@project.command("create")
def create_project(
    name: Annotated[str, typer.Argument(help="A name that no other project has.")], as_json: JsonOption = False
) -> None:
    """Make a project; `key create` then makes a key of it."""
    with deciding() as authority:
        from understudy.service.auth import projects

        made = projects.create_project(authority.database, name)
    show_facts({"project_id": made.id, "name": made.name}, as_json)


@project.command("list")
def list_projects(as_json: JsonOption = False) -> None:
    """Every project."""
    with deciding() as authority:
        from understudy.service.auth import projects

        rows = [(one.id, one.create_time, one.name) for one in projects.list_projects(authority.database)]
    show_rows(rows, ["project_id", "created", "name"], as_json)


@user.command("create")
def create_user(
    name: Annotated[str, typer.Argument(help="A name that no other user of the account has.")],
    project: ProjectOption,
    domain: DomainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a user of a project. The password is asked for, or read from standard input."""
    password = _password()
    with deciding() as authority:
        from understudy.service.auth import users

        made = users.create_user(authority.database, project, name, password, domain)
    show_facts({"user_id": made.id, "name": made.name, "domain": made.domain, "project_id": made.project_id}, as_json)


@user.command("password")
def set_password(
    name: Annotated[str, typer.Argument(help="The user's name.")],
    domain: AccountOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a user another password, which is asked for or read from standard input, and end the user's tokens."""
    password = _password()
    with deciding() as authority:
        from understudy.service.auth import users

        changed = users.set_password(authority.database, name, password, domain)
        ended = authority.tokens.revoke_all(changed)
    show_facts({"user_id": changed.id, "name": changed.name, "domain": changed.domain, "ended_tokens": ended}, as_json)


@key.command("create")
def create_key(project: ProjectOption, as_json: JsonOption = False) -> None:
    """Make an access key of a project. The secret key is shown this once."""
    with deciding() as authority:
        from understudy.service.auth.projects import find_project

        with authority.database.transaction() as session:
            made = authority.keys.create_in(session, find_project(session, project).id)
    show_facts({"project_id": made.project_id, "access_key": made.access_key, "secret_key": made.secret}, as_json)


@key.command("list")
def list_keys(
    project: Annotated[str | None, typer.Option(help="Name or id of the project; default: all.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Every access key, without its secret."""
    with deciding() as authority:
        from understudy.service.auth.projects import find_project

        with authority.database.transaction() as session:
            wanted = find_project(session, project).id if project else None
        rows = [(one.ak, one.project_id, one.create_time, one.revoke_time) for one in authority.keys.list(wanted)]
    show_rows(rows, ["access_key", "project_id", "created", "revoked"], as_json)


@key.command("revoke")
def revoke_key(
    access_key: Annotated[str, typer.Argument(help="The access key (AK).")], as_json: JsonOption = False
) -> None:
    """End an access key, for good. A running service believes it for 5 seconds more."""
    with deciding() as authority:
        authority.keys.revoke(access_key)
    show_facts({"access_key": access_key, "revoked": True}, as_json)


@token.command("revoke")
def revoke_token(
    value: Annotated[str | None, typer.Argument(metavar="TOKEN", help="The token, or - for standard input.")] = None,
    user: Annotated[str | None, typer.Option(help="End all tokens of this user instead.")] = None,
    domain: AccountOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a token, or all tokens of a user. A running service believes them for 5 seconds more."""
    if (value is None) == (user is None):
        raise InputError("token_or_user", "one token or one user is wanted", hint="give TOKEN, or --user NAME")
    with deciding() as authority:
        if user is not None:
            from understudy.service.auth.users import find_user

            ended = authority.tokens.revoke_all(find_user(authority.database, user, domain))
        else:
            given = sys.stdin.readline().strip() if value == "-" else str(value)
            ended = int(authority.tokens.revoke(given.encode()))
            if not ended:
                raise InputError("token_unknown", "there is no such token that works")
    show_facts({"ended_tokens": ended}, as_json)


@admin.command("new-master-key")
def make_master_key() -> None:
    """Print a new master key: the content of UNDERSTUDY_MASTER_KEY_FILE, for a fleet that shares one as a secret."""
    with packages_of_the_service():
        from understudy.service.auth.master_keys import new_master_key
    screen.say(new_master_key())


@admin.command("rotate-master-key")
def rotate_master_key(as_json: JsonOption = False) -> None:
    """Seal all secrets with a new master key, while the service runs. URLs that were signed before end, and the secrets
    that notices are signed with change (`admin webhook-secret`).
    """
    with deciding() as authority:
        from understudy.service.auth.access_keys import reseal_access_keys
        from understudy.service.auth.rotation import rotate
        from understudy.service.jobs.callbacks import reseal_keys

        sealed = rotate(authority.database, authority.master_keys, (reseal_access_keys, reseal_keys))
    show_facts({"sealed_secrets": sealed}, as_json)
    if not as_json:
        screen.note(
            "Every process that reads this file goes on with it. Where a fleet has it as a secret, share it anew."
        )


def _password() -> str:
    """A password from a person, twice, or from standard input, one line."""
    if sys.stdin.isatty():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    return sys.stdin.readline().rstrip("\n")


def show_facts(facts: dict[str, Any], as_json: bool) -> None:
    """Tell a few facts, one a line."""
    if as_json:
        screen.show_json(facts)
        return
    for name, value in facts.items():
        screen.say(f"{name.replace('_', ' '):<14} {value}")


def show_rows(rows: Sequence[Sequence[str | datetime | None]], header: list[str], as_json: bool) -> None:
    """Tell a table."""
    if as_json:
        screen.show_json([dict(zip(header, map(_shown, row), strict=True)) for row in rows])
        return
    table = [["" if cell is None else str(_shown(cell)) for cell in row] for row in rows]
    screen.show_table(table, [name.replace("_", " ") for name in header])


def _shown(value: str | datetime | None) -> str | None:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value
