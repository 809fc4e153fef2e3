"""A service with workers: what two workers win over one, and how much memory a worker takes, however long its film is.

The service is started as a user starts it. Memory is that of the worker with its children, at its highest (proportional
set size).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import huaweicloudsdkmetastudio.v1 as sdk
import psutil

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from running_service import Service, start
from understudy.service.assets.system import system_id

SENTENCE = "This is what the presenter of a longer film says, one sentence after the other, until it ends. "
MOST_SCENES = 100
SMALL = 320
LONG_PAUSE = '<break time="10s"/>'


def body(texts: list[str], *, width: int, height: int, turned: bool = False) -> Any:
    """A film with these texts; twelve `turned` presenters are drawn anew in every frame."""
    video = sdk.VideoConfig(bitrate=2000, width=width, height=height)
    if (width, height) not in ((1920, 1080), (1280, 720)):
        video = sdk.VideoConfig(bitrate=1000, width=width, height=height, clip_mode="CROP", dx=900, dy=300)
    layers = None
    if width < SMALL:  # a small presenter, so that hours of film take minutes
        place, size = sdk.LayerPositionConfig(dx=900, dy=300, layer_index=1), sdk.LayerSizeConfig(width=80, height=80)
        layers = [sdk.LayerConfig(layer_type="HUMAN", position=place, size=size)]
    if turned:
        layers = [
            sdk.LayerConfig(
                layer_type="HUMAN",
                position=sdk.LayerPositionConfig(dx=80 * place, dy=60, layer_index=place + 1),
                rotation=sdk.LayerRotationConfig(angle=(3, 357)[place % 2]),
            )
            for place in range(12)
        ]
    scenes = [
        sdk.ShootScriptItem(
            sequence_no=number,
            shoot_script=sdk.ShootScript(text_config=sdk.TextConfig(text=text), layer_config=layers),
        )
        for number, text in enumerate(texts)
    ]
    return sdk.Create2DDigitalHumanVideoReq(
        model_asset_id=system_id("HUMAN_MODEL_2D", "yunling"),
        voice_config=sdk.VoiceConfig(voice_asset_id=system_id("VOICE_MODEL", "espeak:en-us+f3")),
        video_config=video,
        shoot_scripts=scenes,
    )


def made(service: Service, asked: Any, *, weighed: bool = True) -> tuple[float, float, float]:
    """Have a film made: seconds that took, seconds of film, and MiB of the workers at their highest, where they are
    `weighed`, which takes time itself.
    """
    client, began, highest = service.client(), time.perf_counter(), 0.0
    request = sdk.Create2DDigitalHumanVideoRequest(body=asked)
    job_id = client.create2_d_digital_human_video(request).job_id
    while True:
        job = client.show2_d_digital_human_video(sdk.Show2DDigitalHumanVideoRequest(job_id=job_id))
        if job.state not in ("WAITING", "PROCESSING"):
            break
        highest = max(highest, memory(service)) if weighed else 0.0
        time.sleep(0.2)
    assert job.state == "SUCCEED", job
    return time.perf_counter() - began, job.duration, highest


def memory(service: Service) -> float:
    """MiB of the workers with their children."""
    total = 0
    for worker in psutil.Process(service.process.pid).children():
        if "worker" in worker.cmdline():
            for process in [worker, *worker.children(recursive=True)]:
                try:
                    total += process.memory_full_info().pss
                except psutil.NoSuchProcess:
                    continue
    return total / 2**20


def minutes(length: float) -> list[str]:
    """Scenes of a film of about this many minutes: some twelve seconds of speech each, and pauses."""
    if length < 1:
        return [SENTENCE]
    scenes = min(int(length), MOST_SCENES)
    pauses = LONG_PAUSE * round((60 * length / scenes - 12) / 10)
    return [f"<speak>{SENTENCE}{pauses}{SENTENCE}</speak>"] * scenes


def speed_up(folder: Path) -> None:
    """Print what two workers win over one, for a render-bound film."""
    asked = body([SENTENCE * 4] * 2, width=1280, height=720, turned=True)
    spent = []
    for workers in (1, 2):
        service = start(folder / f"workers-{workers}", workers=workers, concurrency=1)
        try:
            made(service, body([SENTENCE], width=320, height=180))  # what is done once is done
            seconds, film, _ = made(service, asked, weighed=False)
            spent.append(seconds)
            print(f"{workers} workers: {film:.0f} s of film in {seconds:.1f} s")
        finally:
            service.stop()
    print(f"one worker / two: {spent[0] / spent[1]:.2f}     (wanted: at least 1.7)")


def main() -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory(prefix="understudy-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        service = start(folder / "data", workers=1, concurrency=1)
        try:
            for length, size in ((0.1, (1920, 1080)), (10, (1920, 1080)), (120, (160, 90))):
                seconds, film, highest = made(service, body(minutes(length), width=size[0], height=size[1]))
                told = f"{film:6.0f} s of film at {size[0]}x{size[1]} in {seconds:.0f} s"
                print(f"{told}: the worker takes {highest:.0f} MiB     (wanted: at most 700)")
        finally:
            service.stop()
        speed_up(folder)


if __name__ == "__main__":
    main()
