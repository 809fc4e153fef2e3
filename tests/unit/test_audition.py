"""Speech without pictures: spoken or heard, with its times in four forms that agree with each other."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from understudy.audition import TimeFiles, listen_only, speak_only
from understudy.deliver.captions import read_captions
from understudy.errors import InputError
from understudy.production import Production, load

TEXT = 'Maybe we both hope for a better plan, he said: "stop!" And my boss stops them.'


def production(*texts: str, **rest: Any) -> Production:
    return load({"scenes": [{"speech": {"text": text}} for text in texts], **rest})


def test_broken_characters_are_left_out_of_what_is_said_and_of_what_is_heard(tmp_path: Path) -> None:
    """Files are UTF-8, which cannot hold half of a surrogate pair; JSON, as documents are, can."""
    hello = speak_only(production("Hello \ud800everyone."), tmp_path / "hello.wav")
    again = {"speech": {"recording": str(tmp_path / "hello.wav"), "recording_text": "Hello \ud800everyone.\0"}}
    heard = speak_only(load({"scenes": [again]}), tmp_path / "again.wav")
    for made, field in ((hello, "text"), (heard, "recording_text")):
        (warning,) = [one for one in made.warnings if one.code == "characters_dropped"]
        assert warning.field == f"scenes[0].speech.{field}"
    assert "Hello everyone" in (tmp_path / "again.srt").read_text("utf-8")


def tiers(path: Path) -> dict[str, list[tuple[float, float, str]]]:
    """A TextGrid as Praat reads it: every tier's intervals."""
    text = path.read_text("utf-8")
    assert text.startswith('File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\n')
    found = {}
    for item in text.split("    item [")[1:]:
        name = re.search(r'name = "(.*)"', item)
        rows = re.findall(r'xmin = (\S+)\n +xmax = (\S+)\n +text = "((?:[^"]|"")*)"\n', item)
        size = re.search(r"intervals: size = (\d+)", item)
        assert name and size and int(size[1]) == len(rows)
        found[name[1]] = [(float(start), float(stop), word.replace('""', '"')) for start, stop, word in rows]
    return found


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m4a"])
def test_speech_alone(suffix: str, tmp_path: Path) -> None:
    spoken = speak_only(production("Hello.", "Hello."), tmp_path / f"a{suffix}")
    with av.open(str(spoken.path)) as file:
        samples = sum(frame.samples for frame in file.decode(audio=0))
    assert samples / 48_000 == pytest.approx(float(spoken.duration), abs=0.06)
    timings = json.loads(spoken.files.timings.read_text("utf-8"))
    assert [len(scene["words"]) for scene in timings["scenes"]] == [1, 1]
    assert timings["scenes"][0]["phones"]
    names = ["a.words.json", "a.srt", "a.ass", "a.TextGrid"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([f"a{suffix}", *names])


def test_all_forms_tell_the_same_times(tmp_path: Path) -> None:
    spoken = speak_only(production(TEXT, "And again."), tmp_path / "a.wav", plot=tmp_path / "a.png")
    scenes = json.loads(spoken.files.timings.read_text("utf-8"))["scenes"]
    found = tiers(spoken.files.textgrid)
    for name, key in (("words", "text"), ("phones", "symbol")):
        told = [(one["start"], one["stop"], one[key]) for scene in scenes for one in scene[name] if one[key]]
        read = [row for row in found[name] if row[2]]
        assert [row[2] for row in read] == [row[2] for row in told]
        assert np.allclose([row[:2] for row in read], [row[:2] for row in told], atol=1e-4)
        edges = found[name]
        assert edges[0][0] == 0 and edges[-1][1] == pytest.approx(float(spoken.duration))
        assert all(one[1] == other[0] for one, other in itertools.pairwise(edges))
    captions = read_captions(spoken.files.srt)
    assert " ".join(line for caption in captions for line in caption.lines) == TEXT + " And again."
    assert spoken.files.ass.read_text("utf-8").count("{\\k") >= 18
    assert Image.open(tmp_path / "a.png").size == (1920, 1080)


def test_a_recording_is_listened_to(tmp_path: Path) -> None:
    spoken = speak_only(production(TEXT), tmp_path / "speech.wav")
    before = spoken.path.read_bytes()
    truth = json.loads(spoken.files.timings.read_text("utf-8"))["scenes"][0]
    known = listen_only(spoken.path, text=TEXT, output=tmp_path / "known.wav", plot=tmp_path / "known.png")
    heard = json.loads(known.files.timings.read_text("utf-8"))["scenes"][0]
    assert known.warnings == ()
    assert [word["text"] for word in heard["words"]] == [word["text"] for word in truth["words"]]
    late = [abs(one["start"] - other["start"]) for one, other in zip(heard["words"], truth["words"], strict=True)]
    assert np.median(late) < 0.02 and max(late) < 0.15
    unknown = listen_only(spoken.path, output=tmp_path / "unknown.wav")
    alone = json.loads(unknown.files.timings.read_text("utf-8"))["scenes"][0]
    assert alone["words"] == [] and len(alone["phones"]) > 30
    assert unknown.files.srt.read_text("utf-8") == ""
    assert spoken.path.read_bytes() == before
    assert Image.open(tmp_path / "known.png").size == (1920, 1080)


def test_a_text_that_is_not_what_is_said_is_a_warning(tmp_path: Path) -> None:
    spoken = speak_only(production(TEXT), tmp_path / "speech.wav")
    other = "The committee has decided to postpone its annual dinner until the weather improves next month."
    found = listen_only(spoken.path, text=other)
    assert [warning.code for warning in found.warnings] == ["text_differs"]
    words = json.loads(found.files.timings.read_text("utf-8"))["scenes"][0]["words"]
    assert " ".join(word["text"] for word in words) == other.rstrip(".")


def test_markup_says_what_is_spoken_for_what_is_written(tmp_path: Path) -> None:
    text = '<speak>We met on <sub alias="the fifth of May">5/5</sub> in <emphasis>London</emphasis>.</speak>'
    spoken = speak_only(production(text), tmp_path / "speech.wav")
    found = listen_only(spoken.path, text=text)
    words = json.loads(found.files.timings.read_text("utf-8"))["scenes"][0]["words"]
    assert [word["text"] for word in words] == ["We", "met", "on", "5/5", "in", "London"]


def test_silence_is_heard_as_such(tmp_path: Path) -> None:
    import wave

    with wave.open(str(tmp_path / "still.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(32_000))
    found = listen_only(tmp_path / "still.wav", text="Nobody says this.", plot=tmp_path / "still.png")
    assert [warning.code for warning in found.warnings] == ["recording_silent"]
    assert [row[2] for row in tiers(found.files.textgrid)["phones"]] == [""]


def test_a_text_without_words_is_refused(tmp_path: Path) -> None:
    spoken = speak_only(production("Hello."), tmp_path / "a.wav")
    with pytest.raises(InputError) as caught:
        listen_only(spoken.path, text=" \n")
    assert caught.value.code == "script_empty"


def test_nothing_is_written_over_the_recording(tmp_path: Path) -> None:
    spoken = speak_only(production("Hello."), tmp_path / "a.wav")
    odd = tmp_path / "odd.srt"
    spoken.path.rename(odd)
    with pytest.raises(InputError) as caught:
        listen_only(odd)
    assert caught.value.code == "output_is_source"
    with pytest.raises(InputError):
        listen_only(odd, output=tmp_path / "b.wav", plot=tmp_path / "b.txt")
    assert not TimeFiles.beside(tmp_path / "b.wav").srt.exists()
