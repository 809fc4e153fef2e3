"""Films with marks: frames that are white in a corner while a click sounds, at the start, in the middle, at the end."""

from __future__ import annotations

import hashlib
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import huaweicloudsdkmetastudio.v1 as sdk
import numpy as np
import numpy.typing as npt
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from machines import Fleet, wait_for
from sqlalchemy import select

from running_service import Service
from sdk.test_story import upload
from understudy.service.database.tables import Asset, Job
from understudy.service.storage.opening import open_storage

RATE = 16_000
MARKS = (3.0, -2.4)
"""Seconds from the beginning (or the end) of each scene: whole frames of 40 ms, and none while somebody speaks."""

WINDOW = {"clip_mode": "CROP", "width": 320, "height": 180, "dx": 800, "dy": 250, "bitrate": 1000}
CORNER = 60
"""Pixels of the corner that shows the marks; the rest shows the presenter, who never stands still."""


@dataclass(frozen=True)
class Marked:
    """A film of two scenes of `seconds` each, which show the clip `asset_id`."""

    asset_id: str
    seconds: int

    @property
    def frames(self) -> int:
        """Length of the film in frames."""
        return 2 * self.seconds * 25

    @property
    def marks(self) -> list[float]:
        """When it is marked, in seconds."""
        own = [mark % self.seconds for mark in MARKS]
        return [*own, *(self.seconds + mark for mark in own)]


def marked(service: Service, folder: Path, seconds: int) -> Marked:
    """Make the clip of such a film, and put it into the library."""
    path = folder / f"marks-{seconds}.mp4"
    _write(path, seconds)
    return Marked(upload(service.client(), path, "VIDEO", "video/mp4"), seconds)


def _write(path: Path, seconds: int) -> None:
    marks = [mark % seconds for mark in MARKS]
    lit = {round(mark * 25) for mark in marks}
    sound = np.random.default_rng(1).normal(0, 1e-4, seconds * RATE).astype(np.float32)
    burst = np.sin(np.arange(RATE // 100) * 2 * np.pi * 1500 / RATE) * np.hanning(RATE // 50)[RATE // 100 :]
    for mark in marks:
        sound[round(mark * RATE) :][: len(burst)] += 0.7 * burst.astype(np.float32)
    pictures = [np.full((32, 32, 3), value, np.uint8) for value in (10, 250)]
    with av.open(str(path), "w") as file:
        video: Any = file.add_stream("libx264", rate=25, options={"crf": "20", "preset": "ultrafast"})
        video.height, video.width, video.pix_fmt = 32, 32, "yuv420p"
        audio: Any = file.add_stream("aac", rate=RATE, layout="mono")
        for number in range(seconds * 25):
            file.mux(video.encode(av.VideoFrame.from_ndarray(pictures[number in lit], format="rgb24")))
        file.mux(video.encode(None))
        for start in range(0, len(sound), 1024):
            frame = av.AudioFrame.from_ndarray(sound[None, start : start + 1024], format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            file.mux(audio.encode(frame))
        file.mux(audio.encode(None))


def ask_for(service: Service, film: Marked) -> str:
    """Ask for such a film; answers the task's id."""
    client = service.client()

    def system(kind: str) -> str:
        return str(client.list_assets(sdk.ListAssetsRequest(asset_source="SYSTEM", asset_type=kind)).assets[0].asset_id)

    clip = sdk.LayerConfig(
        layer_type="VIDEO",
        asset_id=film.asset_id,
        position=sdk.LayerPositionConfig(dx=WINDOW["dx"], dy=WINDOW["dy"], layer_index=2),
        size=sdk.LayerSizeConfig(width=CORNER, height=CORNER),
        video_config=sdk.VideoLayerConfig(loop_count=1, video_sound=100, is_play_the_entire_video=True),
    )
    presenter = sdk.LayerConfig(
        layer_type="HUMAN",
        position=sdk.LayerPositionConfig(dx=WINDOW["dx"] + CORNER, dy=WINDOW["dy"], layer_index=1),
        size=sdk.LayerSizeConfig(width=200, height=180),
    )
    scenes = [
        sdk.ShootScriptItem(
            sequence_no=number,
            shoot_script=sdk.ShootScript(text_config=sdk.TextConfig(text=text), layer_config=[presenter, clip]),
        )
        for number, text in enumerate(("Well.", "And now?"))
    ]
    body = sdk.Create2DDigitalHumanVideoReq(
        model_asset_id=system("HUMAN_MODEL_2D"),
        voice_config=sdk.VoiceConfig(voice_asset_id=system("VOICE_MODEL")),
        video_config=sdk.VideoConfig(**WINDOW),
        shoot_scripts=scenes,
    )
    return str(client.create2_d_digital_human_video(sdk.Create2DDigitalHumanVideoRequest(body=body)).job_id)


@contextmanager
def answers(service: Service, job_id: str) -> Iterator[list[int]]:
    """Ask for a task's details again and again; the statuses of what is answered."""
    statuses, done = list[int](), threading.Event()

    def ask() -> None:
        client = service.client()
        while not done.wait(0.1):
            try:
                client.show2_d_digital_human_video(sdk.Show2DDigitalHumanVideoRequest(job_id=job_id))
                statuses.append(200)
            except ServiceResponseException as error:
                statuses.append(error.status_code)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield statuses
    finally:
        done.set()
        asking.join()


def made(fleet: Fleet, job_id: str, folder: Path, seconds: float = 550) -> Path:
    """Wait for a film, and fetch it. There is exactly one, and nothing of it waits anywhere."""
    wait_for(lambda: fleet.job(job_id).state not in ("WAITING", "PROCESSING"), seconds)
    job = fleet.job(job_id)
    assert job.state == "SUCCEED", (job.error, fleet.logs())
    wait_for(lambda: fleet.in_queue() == 0, 60)
    assert fleet.segments(job_id) == []
    with fleet.database.transaction() as session:
        films = select(Asset.id).where(Asset.origin["job_id"].astext == job_id)
        assert session.scalars(films).all() == [job.output_asset_id]
    return fetched(fleet.apis[0], job, folder)


def fetched(service: Service, job: Job, folder: Path) -> Path:
    """The film of a task, as the library has it."""
    shown = service.client().show_asset(sdk.ShowAssetRequest(asset_id=job.output_asset_id))
    (main,) = [file for file in shown.files if file.asset_file_category == "MAIN"]
    path = folder / f"{job.id}.mp4"
    with urllib.request.urlopen(main.download_url) as answer, path.open("wb") as file:
        while block := answer.read(1 << 20):
            file.write(block)
    return path


def pictures(path: Path) -> Iterator[npt.NDArray[np.uint8]]:
    """Every decoded frame's luma."""
    with av.open(str(path)) as film:
        for frame in film.decode(video=0):
            yield frame.to_ndarray()


@dataclass(frozen=True)
class Seen:
    """What is in a film: a digest of every frame, which of them are lit, and when clicks sound (seconds)."""

    digests: tuple[str, ...]
    lit: tuple[int, ...]
    heard: tuple[float, ...]


def seen(path: Path, film: Marked) -> Seen:
    """Look into a film."""
    digests, lit = [], []
    for number, frame in enumerate(pictures(path)):
        digests.append(hashlib.sha256(frame.tobytes()).hexdigest())
        if frame[8 : CORNER - 8, 8 : CORNER - 8].mean() > 128:
            lit.append(number)
    with av.open(str(path)) as file:
        sound = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1).mean(axis=0)
    heard = []
    for mark in film.marks:
        near = np.abs(sound[round((mark - 0.1) * 48_000) : round((mark + 0.1) * 48_000)])
        heard.append(mark - 0.1 + float(np.argmax(near > 0.25 * near.max())) / 48_000)
    return Seen(tuple(digests), tuple(lit), tuple(heard))


def check(found: Seen, film: Marked) -> None:
    """Every frame is there, and sound and picture coincide at the marks."""
    assert len(found.digests) == film.frames
    assert found.lit == tuple(round(mark * 25) for mark in film.marks)
    for mark, heard in zip(film.marks, found.heard, strict=True):
        assert abs(heard - mark) <= 0.020, (mark, heard)


def undisturbed(fleet: Fleet, film: Marked, folder: Path) -> Seen:
    """The film as it becomes when nothing happens."""
    return seen(made(fleet, ask_for(fleet.apis[0], film), folder), film)


def forget_segments(fleet: Fleet) -> None:
    """Remove finished segments from the store, so that the next film has to make its own."""
    storage = open_storage(str(fleet.settings["storage_url"]), Path())
    for stored in list(storage.list("segments")):
        storage.delete(stored.key)
