"""Access keys and the master keys that seal them."""

from __future__ import annotations

import json
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, update

from understudy.errors import InputError, ResourceError
from understudy.service.auth.access_keys import AccessKeys, reseal_access_keys
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.projects import create_project
from understudy.service.auth.recent import Recent
from understudy.service.auth.rotation import rotate
from understudy.service.database.engine import Database
from understudy.service.database.tables import AccessKey, Project


@pytest.fixture
def project(database: Database) -> Project:
    return create_project(database, "tenant")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "master.key"


def test_a_key_is_found_with_its_secret(database: Database, project: Project, file: Path) -> None:
    made = AccessKeys(database, MasterKeys(file)).create(project.id)
    assert (len(made.access_key), len(made.secret)) == (20, 40)
    assert made.secret not in repr(made)
    others = AccessKeys(database, MasterKeys(file))
    assert others.recent(made.access_key) is None
    assert others.find(made.access_key) == made
    assert others.recent(made.access_key) == made
    assert others.find("NOBODY") is None


def test_the_secret_is_not_in_the_database(database: Database, project: Project, file: Path) -> None:
    made = AccessKeys(database, MasterKeys(file)).create(project.id)
    with database.transaction() as session:
        row = session.get_one(AccessKey, made.access_key)
    assert made.secret.encode() not in row.secret
    assert row.master_key == json.loads(file.read_text())["current"]


def test_a_revoked_key_is_gone_at_once_here_and_soon_elsewhere(
    database: Database, project: Project, file: Path
) -> None:
    keys, elsewhere = AccessKeys(database, MasterKeys(file)), AccessKeys(database, MasterKeys(file))
    made, stays = keys.create(project.id), keys.create(project.id)
    elsewhere.find(made.access_key)
    keys.revoke(made.access_key)
    assert keys.recent(made.access_key) is None
    assert keys.find(made.access_key) is None
    assert elsewhere.recent(made.access_key) == made, "for a few seconds"
    assert elsewhere.find(made.access_key) is None
    assert keys.find(stays.access_key) == stays
    with pytest.raises(InputError, match="no access key"):
        keys.revoke(made.access_key)


def test_keys_are_listed_by_project(database: Database, project: Project, file: Path) -> None:
    keys = AccessKeys(database, MasterKeys(file))
    other = create_project(database, "other")
    mine, theirs = keys.create(project.id), keys.create(other.id)
    assert [row.ak for row in keys.list()] == [mine.access_key, theirs.access_key]
    assert [row.ak for row in keys.list(other.id)] == [theirs.access_key]


def test_what_is_looked_up_is_remembered_for_seconds_and_up_to_a_number() -> None:
    now = 100.0
    recent: Recent[str, int] = Recent(5.0, 2, lambda: now)
    recent.put("a", 1)
    recent.put("b", 2)
    now = 104.9
    assert (recent.get("a"), recent.get("b")) == (1, 2)
    recent.put("a", 3)
    recent.put("c", 4)
    assert (recent.get("a"), recent.get("b"), recent.get("c")) == (3, None, 4)
    now = 109.8
    assert recent.get("a") == 3
    now = 110.0
    assert recent.get("a") is None
    recent.put("a", 5)
    recent.forget("a")
    recent.forget("never there")
    assert recent.get("a") is None


def test_the_master_key_is_only_for_its_owner(file: Path) -> None:
    MasterKeys(file).seal("secret", "owner")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file], "nothing else is left in the folder"
    file.chmod(0o644)
    with pytest.raises(ResourceError, match="everybody on this machine may read it"):
        MasterKeys(file).read()


def test_all_who_start_at_once_share_one_key(tmp_path: Path) -> None:
    for turn in range(20):
        file, barrier = tmp_path / str(turn) / "master.key", threading.Barrier(6)

        def first_use(file: Path = file, barrier: threading.Barrier = barrier) -> str:
            barrier.wait()
            return MasterKeys(file).seal("secret", "owner")[0]

        with ThreadPoolExecutor(6) as threads:
            names = [done.result() for done in [threads.submit(first_use) for _ in range(6)]]
        assert len(set(names)) == 1
        assert list(file.parent.iterdir()) == [file]


def test_equal_secrets_are_sealed_differently_and_open(file: Path) -> None:
    keys = MasterKeys(file)
    (name, one), (_, two) = keys.seal("secret", "owner"), keys.seal("secret", "owner")
    assert one != two
    assert MasterKeys(file).open(name, one, "owner") == keys.open(name, two, "owner") == "secret"


def test_sealed_bytes_open_only_for_their_owner_and_unchanged(file: Path) -> None:
    keys = MasterKeys(file)
    name, sealed = keys.seal("secret", "owner")
    for changed, owner in ((sealed, "thief"), (sealed[:-1] + bytes([sealed[-1] ^ 1]), "owner"), (sealed[:5], "owner")):
        with pytest.raises(ResourceError) as refused:
            keys.open(name, changed, owner)
        assert refused.value.code == "secret_unreadable"


def test_rows_that_are_swapped_in_the_database_do_not_open(database: Database, project: Project, file: Path) -> None:
    keys = AccessKeys(database, MasterKeys(file))
    one, two = keys.create(project.id), keys.create(project.id)
    with database.transaction() as session:
        stolen = session.get_one(AccessKey, two.access_key).secret
        session.execute(update(AccessKey).where(AccessKey.ak == one.access_key).values(secret=stolen))
    with pytest.raises(ResourceError, match=f"secret of {one.access_key} was changed"):
        keys.find(one.access_key)


def test_a_lost_master_key_is_told(database: Database, project: Project, file: Path) -> None:
    made = AccessKeys(database, MasterKeys(file)).create(project.id)
    file.unlink()
    with pytest.raises(ResourceError) as refused:
        AccessKeys(database, MasterKeys(file)).find(made.access_key)
    assert refused.value.code == "master_key_missing"
    assert str(file) in str(refused.value)


def test_no_new_master_key_takes_the_place_of_one_that_is_gone(file: Path) -> None:
    keys = MasterKeys(file)
    keys.seal("secret", "owner")
    file.unlink()
    with pytest.raises(ResourceError) as refused:
        keys.derive("media")
    assert refused.value.code == "master_key_unreadable"
    assert not file.exists()


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"current": "a", "keys": {}}', '{"current": "a", "keys": {"a": "eA=="}}', '{"current": 1}'],
)
def test_a_broken_master_key_is_told(file: Path, content: str) -> None:
    file.parent.mkdir()
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(ResourceError) as refused:
        MasterKeys(file).read()
    assert refused.value.code == "master_key_unreadable"


def rotated(database: Database, file: Path) -> int:
    """What an operator's command does, in a process of its own."""
    return rotate(database, MasterKeys(file), (reseal_access_keys,))


def test_rotation_seals_everything_anew(database: Database, project: Project, file: Path) -> None:
    keys, running = AccessKeys(database, MasterKeys(file)), AccessKeys(database, MasterKeys(file))
    made = [keys.create(project.id) for _ in range(3)]
    assert running.find(made[0].access_key) == made[0]
    before = json.loads(file.read_text())
    assert rotated(database, file) == 3
    after = json.loads(file.read_text())
    assert set(after["keys"]) == {after["current"]}
    assert not set(after["keys"]) & set(before["keys"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with database.transaction() as session:
        assert set(session.scalars(select(AccessKey.master_key))) == {after["current"]}
    assert [running.find(one.access_key) for one in made] == made, "a process that runs on reads the file again"
    assert keys.find(running.create(project.id).access_key)


def test_an_interrupted_rotation_loses_nothing(
    database: Database, project: Project, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = AccessKeys(database, MasterKeys(file))
    made = keys.create(project.id)
    with monkeypatch.context() as broken:
        broken.setattr(MasterKeys, "open", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotated(database, file)
    assert len(json.loads(file.read_text())["keys"]) == 2
    assert AccessKeys(database, MasterKeys(file)).find(made.access_key) == made
    rotated(database, file)
    assert len(json.loads(file.read_text())["keys"]) == 1
    assert AccessKeys(database, MasterKeys(file)).find(made.access_key) == made


def test_keys_that_are_made_while_others_rotate_can_be_opened(database: Database, project: Project, file: Path) -> None:
    with ThreadPoolExecutor(6) as threads:
        rotations = [threads.submit(rotated, database, file) for _ in range(3)]
        makers = [threads.submit(AccessKeys(database, MasterKeys(file)).create, project.id) for _ in range(12)]
        made = [maker.result() for maker in makers]
        assert all(rotation.result() >= 0 for rotation in rotations)
    assert len(json.loads(file.read_text())["keys"]) == 1
    reader = AccessKeys(database, MasterKeys(file))
    assert [reader.find(one.access_key) for one in made] == made
