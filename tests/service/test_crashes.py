"""kill -9 in the middle of a film: of the child that makes it, the worker, the API with everything, the database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import huaweicloudsdkmetastudio.v1 as sdk
import psutil
import pytest

from running_service import Service, installation_folder, start

SETTINGS = {"heartbeat_seconds": 0.5, "stall_seconds": 3, "shared_seconds": 600}
TEXT = "A film that is being made when something dies is made all the same. " * 3
SMALL = {"clip_mode": "CROP", "width": 320, "height": 180, "dx": 800, "dy": 250, "bitrate": 1000}


@pytest.fixture
def folder() -> Iterator[Path]:
    with installation_folder() as made:
        yield made


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    running = start(folder, **SETTINGS)
    yield running
    running.stop()


def begin_film(service: Service) -> str:
    client = service.client()

    def system(kind: str) -> str:
        return client.list_assets(sdk.ListAssetsRequest(asset_source="SYSTEM", asset_type=kind)).assets[0].asset_id

    body = sdk.Create2DDigitalHumanVideoReq(
        model_asset_id=system("HUMAN_MODEL_2D"),
        voice_config=sdk.VoiceConfig(voice_asset_id=system("VOICE_MODEL")),
        video_config=sdk.VideoConfig(**SMALL),
        shoot_scripts=[
            sdk.ShootScriptItem(sequence_no=0, shoot_script=sdk.ShootScript(text_config=sdk.TextConfig(text=TEXT)))
        ],
    )
    return client.create2_d_digital_human_video(sdk.Create2DDigitalHumanVideoRequest(body=body)).job_id


def detail(service: Service, job_id: str) -> sdk.Show2DDigitalHumanVideoResponse:
    return service.client().show2_d_digital_human_video(sdk.Show2DDigitalHumanVideoRequest(job_id=job_id))


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def process(service: Service, marker: str) -> psutil.Process | None:
    """The process below the service whose command line has `marker`."""
    below = psutil.Process(service.process.pid).children(recursive=True)
    return next((one for one in below if marker in " ".join(one.cmdline())), None)


def under_way(service: Service, folder: Path) -> psutil.Process:
    """The process that makes the film, once it films."""
    wait_for(lambda: any((folder / "work").rglob("segment-*")))
    found = process(service, "jobs.child film")
    assert found is not None
    return found


def answered(service: Service, job_id: str) -> str:
    """The job's state; while the service recovers, that it does."""
    try:
        return str(detail(service, job_id).state)
    except Exception:
        return "RECOVERING"


def check_whole(service: Service, job_id: str) -> None:
    """The film is there once, whole, and nothing of it lies about."""
    wait_for(lambda: answered(service, job_id) not in ("WAITING", "PROCESSING", "RECOVERING"), 180)
    job = detail(service, job_id)
    assert job.state == "SUCCEED", (job.error_info, service.log.read_text()[-4000:])
    films = service.client().list_assets(sdk.ListAssetsRequest(asset_type="VIDEO")).assets
    assert [film.asset_id for film in films] == [job.output_asset_config.asset_id]
    assert process(service, "jobs.child film") is None


@pytest.mark.parametrize("victim", ["jobs.child film", "understudy worker"])
def test_a_film_outlives_its_processes(service: Service, folder: Path, victim: str) -> None:
    """And nothing of the attempt that failed lies about once garbage is collected."""
    job_id = begin_film(service)
    child = under_way(service, folder)
    killed = process(service, victim)
    assert killed is not None
    killed.kill()
    wait_for(lambda: not child.is_running(), 20)
    check_whole(service, job_id)
    environment = os.environ | {"UNDERSTUDY_DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "-m", "understudy", "admin", "gc"], env=environment, check=True)
    assert list((folder / "work").iterdir()) == []


def test_a_film_outlives_the_database(service: Service, folder: Path) -> None:
    job_id = begin_film(service)
    under_way(service, folder)
    postmaster = int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGKILL)
    check_whole(service, job_id)


def test_a_film_outlives_the_whole_service(service: Service, folder: Path) -> None:
    job_id = begin_film(service)
    under_way(service, folder)
    everything = [psutil.Process(service.process.pid), *psutil.Process(service.process.pid).children(recursive=True)]
    for one in everything:
        one.kill()
    psutil.wait_procs(everything, 20)
    again = start(folder, first=False, **SETTINGS)
    service.process, service.url, service.log = again.process, again.url, again.log
    check_whole(service, job_id)


def test_a_film_outlives_the_api_alone(service: Service, folder: Path) -> None:
    """Its worker finishes the film and then ends, as the process that started it is gone; another API has another."""
    job_id = begin_film(service)
    under_way(service, folder)
    worker = process(service, "understudy worker")
    assert worker is not None
    service.process.kill()
    service.process.wait()
    assert worker.is_running()
    again = start(folder, first=False, **SETTINGS)
    service.process, service.url, service.log = again.process, again.url, again.log
    check_whole(service, job_id)
    wait_for(lambda: not worker.is_running(), 60)
