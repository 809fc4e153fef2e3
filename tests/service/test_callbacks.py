import base64
import hashlib
import hmac
import http.server
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text

from understudy.errors import InputError
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.rotation import rotate
from understudy.service.database.engine import Database
from understudy.service.database.tables import CallbackDelivery, Job, Project
from understudy.service.jobs import callbacks, lifecycle
from understudy.service.jobs.kinds import Desk
from understudy.service.storage.objects import LocalStorage
from understudy.settings import ServiceSettings


class Receiver(http.server.ThreadingHTTPServer):
    """A caller's server: keeps what it is told, and answers with the statuses it was given, 200 after those."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/told"


class Answer(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    settings = ServiceSettings(data_dir=tmp_path, callback_private=True)
    with database.transaction() as session:
        session.add(Project(id="p", name="p"))
    return Desk(settings, database, LocalStorage(tmp_path / "media"), MasterKeys(tmp_path / "master.key"))


def end_job(desk: Desk, **config: str) -> str:
    """Let a job that asked for a callback end; answers the id of the notice, which is queued then."""
    request = {"callback_config": config}
    with desk.database.transaction() as session:
        callbacks.seal_key(session, request, desk.master_keys, "p")
        job = lifecycle.submit(
            session, Job(project_id="p", kind="2D_DIGITAL_HUMAN_VIDEO", request=request, output_asset_id="film")
        )
        session.flush()
        lifecycle.begin(session, job.id, "w", 3)
        lifecycle.succeed(session, job.id, 1)
        return session.scalars(select(CallbackDelivery.id)).one()


def notice(desk: Desk, delivery_id: str) -> CallbackDelivery:
    with desk.database.transaction() as session:
        return session.get_one(CallbackDelivery, delivery_id)


def queued(desk: Desk) -> int:
    with desk.database.connect() as connection:
        count = connection.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notify'"))
    return int(count or 0)


def test_the_end_of_a_job_is_told(desk: Desk, receiver: Receiver) -> None:
    delivery_id = end_job(desk, callback_url=receiver.url)
    assert queued(desk) == 1
    callbacks.deliver(desk, delivery_id)
    path, headers, body = receiver.seen[0]
    told = json.loads(body)
    assert path == "/told"
    assert headers["content-type"] == "application/json"
    assert told == {"result": "SUCCEED", "asset_id": "film", "job_id": notice(desk, delivery_id).job_id}
    assert notice(desk, delivery_id).state == "DELIVERED"


def test_mss_a_signs_the_url_and_the_time(desk: Desk, receiver: Receiver) -> None:
    callbacks.deliver(desk, end_job(desk, callback_url=f"{receiver.url}?a=b", auth_type="MSS_A", key="secret key"))
    query = parse_qs(urlsplit(receiver.seen[0][0]).query)
    stamp = query["time_stamp"][0]
    signed = hmac.new(b"secret key", f"{receiver.url}?a=b{stamp}".encode(), hashlib.sha256).hexdigest()
    assert (query["a"], query["secret"]) == (["b"], [signed])


def test_the_webhook_headers_verify_with_the_projects_secret(desk: Desk, receiver: Receiver) -> None:
    callbacks.deliver(desk, end_job(desk, callback_url=receiver.url))
    _, headers, body = receiver.seen[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    secret = callbacks.webhook_secret(desk.master_keys, "p")
    signature = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{signature}"


def test_the_key_does_not_lie_open_in_the_database(desk: Desk, receiver: Receiver) -> None:
    end_job(desk, callback_url=receiver.url, auth_type="MSS_A", key="secret key")
    with desk.database.transaction() as session:
        assert "secret key" not in json.dumps(session.scalars(select(Job)).one().request)


def test_what_is_not_taken_is_sent_again_until_it_is(desk: Desk, receiver: Receiver) -> None:
    receiver.statuses = [500, 302]
    delivery_id = end_job(desk, callback_url=receiver.url)
    for tries in (1, 2, 3):
        callbacks.deliver(desk, delivery_id)
        assert len(receiver.seen) == tries
    callbacks.deliver(desk, delivery_id)
    assert [attempt["status"] for attempt in notice(desk, delivery_id).attempts] == [500, 302, 200]
    assert (notice(desk, delivery_id).state, queued(desk), len(receiver.seen)) == ("DELIVERED", 3, 3)


def test_a_notice_is_given_up_in_the_end_and_can_be_sent_by_hand(desk: Desk, receiver: Receiver) -> None:
    receiver.statuses = [500] * 8
    delivery_id = end_job(desk, callback_url=receiver.url)
    for _ in range(8):
        callbacks.deliver(desk, delivery_id)
    assert (notice(desk, delivery_id).state, len(notice(desk, delivery_id).attempts)) == ("FAILED", 8)
    with desk.database.transaction() as session:
        assert callbacks.redeliver(session, delivery_id) is not None
    callbacks.deliver(desk, delivery_id)
    assert notice(desk, delivery_id).state == "DELIVERED"


def test_internal_addresses_are_not_called(desk: Desk, receiver: Receiver) -> None:
    careful = Desk(ServiceSettings(data_dir=desk.settings.data_dir), desk.database, desk.storage, desk.master_keys)
    delivery_id = end_job(desk, callback_url=receiver.url)
    callbacks.deliver(careful, delivery_id)
    assert receiver.seen == []
    assert "internal address" in notice(desk, delivery_id).attempts[0]["error"]


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"callback_url": "ftp://a.b"}, "callback_config.callback_url"),
        ({"callback_url": "https://a.b", "auth_type": "MSS_A"}, "callback_config.key"),
    ],
)
def test_callbacks_that_cannot_be_made_are_refused(desk: Desk, config: dict[str, str], field: str) -> None:
    with desk.database.transaction() as session, pytest.raises(InputError) as found:
        callbacks.seal_key(session, {"callback_config": config}, desk.master_keys, "p")
    assert found.value.problems[0].field == field


def test_a_server_that_speaks_no_http_is_one_more_try(desk: Desk) -> None:
    """Whatever comes back: the try is kept, and the next one comes after its pause."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def babble() -> None:
            line, _ = listening.accept()
            line.recv(1 << 16)
            line.sendall(b"220 mail.example ESMTP\r\n")
            line.close()

        threading.Thread(target=babble, daemon=True).start()
        delivery_id = end_job(desk, callback_url=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        callbacks.deliver(desk, delivery_id)
    found = notice(desk, delivery_id)
    assert (found.state, queued(desk)) == ("WAITING", 2)
    assert "220 mail.example" in found.attempts[0]["error"]


def rotate_keys(desk: Desk) -> int:
    """What an operator's command does, in a process of its own."""
    return rotate(desk.database, MasterKeys(desk.master_keys.file), (callbacks.reseal_keys,))


def test_notices_outlive_a_rotation_of_the_master_key(desk: Desk, receiver: Receiver) -> None:
    config = {"callback_url": receiver.url, "auth_type": "MSS_A", "key": "secret key"}
    request = {"callback_config": dict(config)}
    with desk.database.transaction() as session:
        callbacks.seal_key(session, request, desk.master_keys, "p")
        waiting = lifecycle.submit(session, Job(project_id="p", kind="2D_DIGITAL_HUMAN_VIDEO", request=request)).id
    sent = end_job(desk, **config)
    assert rotate_keys(desk) == 2
    callbacks.deliver(desk, sent)
    with desk.database.transaction() as session:
        lifecycle.begin(session, waiting, "w", 3)
        lifecycle.succeed(session, waiting, 1)
        later = session.scalars(select(CallbackDelivery.id).where(CallbackDelivery.job_id == waiting)).one()
    callbacks.deliver(desk, later)
    for path, _, _ in receiver.seen:
        query = parse_qs(urlsplit(path).query)
        signed = hmac.new(b"secret key", f"{receiver.url}{query['time_stamp'][0]}".encode(), hashlib.sha256).hexdigest()
        assert query["secret"] == [signed]
    assert len(receiver.seen) == 2


def test_a_key_that_is_lost_keeps_no_rotation_up_and_the_notice_says_so(desk: Desk, receiver: Receiver) -> None:
    delivery_id = end_job(desk, callback_url=receiver.url, auth_type="MSS_A", key="secret key")
    desk.master_keys.file.unlink()
    assert rotate_keys(desk) == 1
    callbacks.deliver(replace(desk, master_keys=MasterKeys(desk.master_keys.file)), delivery_id)
    found = notice(desk, delivery_id)
    assert "does not hold" in found.attempts[0]["error"]
    assert (found.state, queued(desk), receiver.seen) == ("WAITING", 2, [])


def test_no_key_is_sealed_while_others_rotate(desk: Desk) -> None:
    """A rotation waits for requests that have sealed a key and are not written yet; else it would overlook them."""
    request = {"callback_config": {"callback_url": "https://a.b", "auth_type": "MSS_A", "key": "secret key"}}
    with ThreadPoolExecutor(1) as other:
        with desk.database.transaction() as session:
            callbacks.seal_key(session, request, desk.master_keys, "p")
            rotation = other.submit(rotate_keys, desk)
            waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            while not session.scalar(waits):
                assert not rotation.done()
            lifecycle.submit(session, Job(project_id="p", kind="2D_DIGITAL_HUMAN_VIDEO", request=request))
        assert rotation.result() == 1
