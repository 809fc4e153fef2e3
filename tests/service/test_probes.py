"""Files of assets are looked at when they have arrived: metadata is read from them, and what is wrong is refused."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from film.conftest import write_clip, write_sound
from film.materials import write_all
from portraits import model_folder, write_portrait
from service.media_app import Library, library
from service.shelving import made, sent, shown
from understudy.errors import InputError, ResourceError
from understudy.service.assets.probes import voice
from understudy.service.database.engine import Database
from understudy.service.jobs import attended
from understudy.stage.avatars.choose import presenter_named
from understudy.stage.avatars.pack import load_pack


@pytest.fixture(scope="module")
def shelf(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    yield library(module_database, tmp_path_factory.mktemp("probes"))


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_all(tmp_path_factory.mktemp("bad"))


def uploaded(shelf: Library, kind: str, name: str, content: bytes, **settings: Any) -> dict[str, Any]:
    """What an asset shows after its main file was sent."""
    asset_id = made(shelf, f"{kind} {name}", kind, **settings)
    sent(shelf, asset_id, content, name)
    return shown(shelf, asset_id)


def picture(form: str, size: tuple[int, int] = (320, 180), **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, (40, 90, 160)).save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("form", "codec"),
    [("PNG", "png"), ("JPEG", "mjpeg"), ("WEBP", "webp"), ("GIF", "gif"), ("BMP", "bmp"), ("TIFF", "tiff")],
)
def test_the_content_tells_what_a_picture_is(shelf: Library, form: str, codec: str) -> None:
    content = picture(form, (180, 320))
    told = uploaded(shelf, "IMAGE", f"{form}.dat", content)
    assert told["asset_state"] == "ACTIVED"
    assert told["asset_extra_meta"]["image_meta"] == {
        "codec": codec, "width": 180, "height": 320, "size": len(content), "mode": "Vertical",
    }  # fmt: skip


def test_a_moving_picture_tells_its_length(shelf: Library) -> None:
    frames = [Image.new("RGB", (64, 36), (shade, 0, 0)) for shade in range(0, 250, 10)]
    content = picture_of(frames)
    meta = uploaded(shelf, "IMAGE", "moving.gif", content)["asset_extra_meta"]["image_meta"]
    assert (meta["duration"], meta["frame_rate"]) == (5, "5")


def picture_of(frames: list[Image.Image]) -> bytes:
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=200)
    return buffer.getvalue()


def test_a_clip_tells_what_is_in_it_and_gets_a_cover(shelf: Library, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", lambda number: _shaded(number, (96, 128)), frames=50)
    told = uploaded(shelf, "VIDEO", "clip.bin", clip.read_bytes(), is_need_generate_cover=True)
    meta = told["asset_extra_meta"]["video_meta"]
    assert told["asset_state"] == "ACTIVED"
    assert {name: meta[name] for name in ("video_codec", "width", "height", "frame_rate", "duration", "mode")} == {
        "video_codec": "h264", "width": 128, "height": 96, "frame_rate": "25", "duration": 2, "mode": "Horizontal",
    }  # fmt: skip
    assert meta["video_bit_rate"] > 0
    [cover] = [file for file in told["files"] if file["asset_file_category"] == "COVER"]
    drawn = Image.open(io.BytesIO(shelf.client.get(cover["download_url"]).content))
    assert drawn.size == (128, 96)
    seen = np.asarray(drawn.convert("RGB")).mean((0, 1))
    assert abs(seen[0] - 125) < 12 and abs(seen[1] - 60) < 6, "the frame in the middle is the brightest"


def _shaded(number: int, size: tuple[int, int]) -> np.ndarray[Any, Any]:
    """A red that grows brighter, with ever more contrast."""
    shaded = np.full((*size, 3), (number * 5, 60, 60), np.uint8)
    shaded[: size[0] // 2, :, 2] = 60 + number
    shaded[size[0] // 2 :, :, 2] = 60 - number
    return shaded


def test_no_cover_is_made_unasked(shelf: Library, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", lambda number: _shaded(number, (96, 128)), frames=5)
    told = uploaded(shelf, "VIDEO", "plain.mp4", clip.read_bytes())
    assert [file["asset_file_category"] for file in told["files"]] == ["MAIN"]


def test_what_films_do_not_show_of_a_clip_is_told(shelf: Library, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "fast.mp4", lambda number: _shaded(number, (36, 64)), frames=48, rate=48)
    told = uploaded(shelf, "VIDEO", "fast.mp4", clip.read_bytes())
    assert told["asset_state"] == "ACTIVED"
    assert "47 frames a second" in told["files"][0]["reason"]


def test_sound_tells_what_is_in_it(shelf: Library, tmp_path: Path) -> None:
    hum = 0.3 * np.sin(np.arange(3 * 24_000) / 20)
    told = uploaded(shelf, "AUDIO", "hum.png.mp3", write_sound(tmp_path / "hum.mp3", hum, 24_000).read_bytes())
    meta = told["asset_extra_meta"]["audio_meta"]
    assert (meta["audio_codec"], meta["audio_channels"], meta["sample"], meta["duration"]) == ("mp3float", 1, 24_000, 3)


def slides(*texts: str, order: tuple[int, ...] = ()) -> bytes:
    """A presentation as small as can be."""
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    shown_as = order or tuple(range(len(texts)))
    entries = "".join(f'<p:sldId id="{256 + place}" r:id="r{number}"/>' for place, number in enumerate(shown_as))
    targets = "".join(f'<Relationship Id="r{number}" Target="slides/s{number}.xml"/>' for number in range(len(texts)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "ppt/presentation.xml",
            f'<p:presentation xmlns:p="{main}" xmlns:r="{links}"><p:sldIdLst>{entries}</p:sldIdLst></p:presentation>',
        )
        archive.writestr("ppt/_rels/presentation.xml.rels", f"<Relationships>{targets}</Relationships>")
        for number, text in enumerate(texts):
            lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("|"))
            drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
            archive.writestr(f"ppt/slides/s{number}.xml", f"<p:sld xmlns:p='{main}' {drawing}>{lines}</p:sld>")
    return buffer.getvalue()


def test_slides_are_read_in_their_order(shelf: Library) -> None:
    meta = uploaded(shelf, "PPT", "talk.pptx", slides("Second", "First|line two", order=(1, 0)))["asset_extra_meta"]
    assert meta["ppt_meta"] == {
        "page_count": 2,
        "pages": [{"page_no": 1, "page_content": "First\nline two"}, {"page_no": 2, "page_content": "Second"}],
    }


def test_pictures_of_slides_are_not_promised(shelf: Library) -> None:
    told = uploaded(shelf, "PPT", "asked.pptx", slides("One"), asset_extra_meta={"ppt_meta": {"auto_analysis": True}})
    meta = told["asset_extra_meta"]["ppt_meta"]
    assert told["asset_state"] == "ACTIVED"
    assert (meta["auto_analysis"], meta["ppt_analysis_status"], meta["page_count"]) == (True, "FAILED", 1)
    assert "export them as pictures" in meta["error_info"]["error_msg"]


def test_only_fifty_pages_are_told(shelf: Library) -> None:
    meta = uploaded(shelf, "PPT", "long.pptx", slides(*map(str, range(60))))["asset_extra_meta"]["ppt_meta"]
    assert (meta["page_count"], len(meta["pages"])) == (60, 50)


@pytest.mark.parametrize(
    ("kind", "file", "message"),
    [
        ("IMAGE", "text.png", "text.png is not a picture"),
        ("IMAGE", "cut.jpg", "cut short or damaged"),
        ("IMAGE", "bomb.png", "60000x60000 pixels"),
        ("IMAGE", "drawing.svg", "drawing (SVG)"),
        ("IMAGE", "speech.wav", "is not a picture"),
        ("VIDEO", "good.png", "is not a video"),
        ("VIDEO", "speech.wav", "is not a video"),
        ("AUDIO", "good.png", "no sound or film file"),
        ("MUSIC", "text.png", "no sound or film file"),
        ("PPT", "text.png", "is no PowerPoint presentation"),
        ("VOICE_MODEL", "good.png", "good.png is no archive"),
        ("HUMAN_MODEL_2D", "text.png", "neither an avatar pack nor a picture"),
        ("HUMAN_MODEL_2D", "speech.wav", "neither an avatar pack nor a picture"),
    ],
)
def test_what_an_asset_is_not_is_refused(shelf: Library, bad: Path, kind: str, file: str, message: str) -> None:
    told = uploaded(shelf, kind, file, (bad / file).read_bytes())
    assert (told["asset_state"], told["fail_type"]) == ("FAILED", "AUTOMATIC_REVIEW_REJECT")
    assert message in told["reason"] and message in told["files"][0]["reason"]
    assert "/" not in told["reason"].split(" ")[0], "no path of ours"
    assert told["files"][0]["state"] == "FAILED"


def a_voice(folder: Path, **how: Any) -> dict[str, bytes]:
    """The pair of files of a voice for Piper."""
    pytest.importorskip("piper")
    from tiny_piper import tiny_voice

    file = tiny_voice(folder, "mine", **how)
    return {path.name: path.read_bytes() for path in (file, Path(f"{file}.json"))}


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_voice_of_piper_is_unpacked_and_speaks(shelf: Library, tmp_path: Path) -> None:
    files = {f"voice/{name}": content for name, content in a_voice(tmp_path).items()}
    told = uploaded(shelf, "VOICE_MODEL", "mine.zip", zipped(files | {"MODEL_CARD": b"mine", "evil.toml": b"x"}))
    assert told["asset_state"] == "ACTIVED", told
    assert told["asset_extra_meta"]["voice_model_meta"]["language"] == "EN"
    parts = {file["asset_file_category"]: file["file_name"] for file in told["files"]}
    assert parts == {"MAIN": "voice.onnx", "OTHER": "voice.onnx.json", "PACKAGE": "mine.zip"}


def _outside(files: dict[str, bytes]) -> dict[str, bytes]:
    """A network whose weights lie in another file."""
    import onnx

    network = onnx.load_from_string(files["mine.onnx"])
    tensor = network.graph.initializer[1]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/hostname")
    return files | {"mine.onnx": network.SerializeToString()}


def _described(files: dict[str, bytes], **values: Any) -> dict[str, bytes]:
    return files | {"mine.onnx.json": json.dumps(json.loads(files["mine.onnx.json"]) | values).encode()}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda files: {"mine.onnx": files["mine.onnx"]}, "holds mine.onnx without mine.onnx.json"),
        (lambda files: {"readme.txt": b"nothing"}, "holds 0 .onnx files instead of one"),
        (lambda files: files | {"two.onnx": b""}, "holds 2 .onnx files instead of one"),
        (lambda files: files | {"mine.onnx": b"\x80\x04pickled"}, "does not speak"),
        (lambda files: files | {"mine.onnx.json": b"[]"}, "is none of a Piper voice"),
        (lambda files: _described(files, audio={"sample_rate": 10**9}), "impossible sample_rate"),
        (lambda files: _described(files, phoneme_id_map={"_": "a"}), "impossible sample_rate"),
        (_outside, "weights from another file"),
    ],
)
def test_what_is_no_voice_is_refused(shelf: Library, tmp_path: Path, change: Any, message: str) -> None:
    content = zipped(change(a_voice(tmp_path)))
    told = uploaded(shelf, "VOICE_MODEL", f"{tmp_path.name}.zip", content)
    assert (told["asset_state"], told["fail_type"]) == ("FAILED", "AUTOMATIC_REVIEW_REJECT")
    assert message in told["reason"]
    assert str(tmp_path.parent) not in told["reason"], "no path of ours"


def test_a_voice_is_no_larger_than_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "LARGEST_MODEL", 1000)
    (tmp_path / "mine.zip").write_bytes(zipped({"a.onnx": bytes(1001), "a.onnx.json": b"{}"}))
    with pytest.raises(InputError, match="larger than"):
        voice.probe(tmp_path / "mine.zip", tmp_path)


def test_playlists_lead_nowhere(shelf: Library, bad: Path) -> None:
    listed = f"ffconcat version 1.0\nfile {bad / 'speech.wav'}\n"
    told = uploaded(shelf, "AUDIO", "list.mp3", listed.encode())
    assert told["asset_state"] == "FAILED" and "no sound or film file" in told["reason"]


def test_a_refused_file_can_be_sent_anew(shelf: Library, bad: Path) -> None:
    told = uploaded(shelf, "IMAGE", "again.png", b"nothing")
    sent(shelf, told["asset_id"], picture("PNG"), "again.png")
    now = shown(shelf, told["asset_id"])
    assert now["asset_state"] == "ACTIVED"
    assert "fail_type" not in now and "reason" not in now


def test_a_cover_has_to_be_a_picture(shelf: Library, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", lambda number: _shaded(number, (96, 128)), frames=5)
    told = uploaded(shelf, "VIDEO", "covered.mp4", clip.read_bytes())
    sent(shelf, told["asset_id"], b"no picture", "cover.png", "COVER")
    now = shown(shelf, told["asset_id"])
    states = {file["asset_file_category"]: file["state"] for file in now["files"]}
    assert now["asset_state"] == "ACTIVED" and states == {"MAIN": "CREATED", "COVER": "FAILED"}


def failing(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def fail(*_: object) -> None:
        raise ResourceError(code, "it did not work")

    monkeypatch.setattr(attended, "make", fail)


@pytest.mark.parametrize("code", ["work_crashed", "memory_short", "cpu_short"])
def test_a_file_that_brings_its_reader_down_is_refused(
    shelf: Library, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    failing(monkeypatch, code)
    told = uploaded(shelf, "IMAGE", f"{code}.png", picture("PNG"))
    assert (told["asset_state"], told["reason"].split(": ")[0]) == ("FAILED", f"{code}.png cannot be read")


def test_what_cannot_be_looked_at_now_waits(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asset_id = made(shelf, "later")
    with monkeypatch.context() as patch:
        failing(patch, "previews_many")
        with pytest.raises(AssertionError, match="APIGW"):
            sent(shelf, asset_id, picture("PNG"))
    told = shown(shelf, asset_id)
    assert (told["asset_state"], told["files"][0]["state"]) == ("CREATING", "UPLOADED")
    confirmed = shelf.ask("POST", f"files/{told['files'][0]['file_id']}/complete", json={"state": "CREATED"})
    assert confirmed.status_code == 200
    assert shown(shelf, asset_id)["asset_state"] == "ACTIVED"


def test_a_photograph_becomes_an_avatar(database: Database, tmp_path: Path) -> None:
    shelf = library(database, tmp_path, models_dir=model_folder())
    photo = write_portrait(tmp_path / "eileen.png").read_bytes()
    told = uploaded(shelf, "HUMAN_MODEL_2D", "eileen.png", photo)
    assert told["asset_state"] == "ACTIVED", told
    meta = told["asset_extra_meta"]["human_model_2d_meta"]
    assert (meta["model_version"], meta["model_resolution"], meta["is_real_background"]) == ("V3_2", "1080P", False)
    assert {action["tag"] for action in meta["action_tag_map"]} >= {"nod", "smile"}
    files = {file["asset_file_category"]: file for file in told["files"]}
    assert files["SAMPLE"]["file_name"] == "eileen.png"
    assert shelf.client.get(files["COVER"]["download_url"]).content.startswith(b"\x89PNG")
    pack = tmp_path / "anything"
    pack.write_bytes(shelf.client.get(files["MAIN"]["download_url"]).content)
    assert load_pack(pack).manifest.name == "HUMAN_MODEL_2D eileen.png"
    assert presenter_named(str(pack)).size == load_pack(pack).manifest.size
    again = uploaded(shelf, "HUMAN_MODEL_2D", "pack.bin", pack.read_bytes())
    assert again["asset_extra_meta"] == told["asset_extra_meta"]
    assert [file["asset_file_category"] for file in again["files"]] == ["MAIN", "COVER"]


def test_a_photograph_without_a_face_is_refused_in_words(database: Database, tmp_path: Path) -> None:
    shelf = library(database, tmp_path, models_dir=model_folder())
    told = uploaded(shelf, "HUMAN_MODEL_2D", "wall.png", picture("PNG", (640, 640)))
    assert told["asset_state"] == "FAILED" and "no face was found" in told["reason"]
