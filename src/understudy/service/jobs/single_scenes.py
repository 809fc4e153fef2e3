"""The child's side of what is made of single scenes of a script: previews, and subtitle files.

Every scene is a production of its own; one that cannot be made spoils no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from understudy import production as document
from understudy.deliver.captions import srt
from understudy.deliver.cover import write_whole
from understudy.deliver.timings import gestures
from understudy.errors import Cancelled, EngineError, InputError
from understudy.excerpt import sketch
from understudy.rehearse import own_captions
from understudy.script import markup
from understudy.service.jobs.child import Bench
from understudy.speech.speak import speak
from understudy.stage.view import View

THUMBNAIL = 480
"""Pixels of the longer side of a scene's small picture."""


def previews(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """A small picture of every scene in `order["scenes"]`, and its speech where that is wanted.

    Answers by the scene's name: its files, the seconds that are heard, and for one that cannot be made the problems.
    """

    def drawn(scene: dict[str, Any]) -> dict[str, Any]:
        name = scene["name"]
        files = {"picture": f"{name}.jpg"} | ({"audio": f"{name}.mp3"} if scene["heard"] else {})
        sound = folder / files["audio"] if scene["heard"] else None
        production = document.load(folder / scene["production"])
        rehearsal = sketch(production, folder / files["picture"], longest_side=THUMBNAIL, sound=sound)
        if scene["heard"] and (asked := gestures(rehearsal))["actions"]:
            files["action"] = f"{name}.actions.json"
            write_whole(folder / files["action"], json.dumps(asked, ensure_ascii=False).encode())
        return {"files": files, "duration": round(float(rehearsal.duration), 3)}

    return _one_by_one(order["scenes"], bench, drawn)


def subtitles(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """The subtitle file of every scene in `order["scenes"]`, from its speech or recording, as the film would have it.

    Answers by the scene's name: its file, or the problems.
    """

    def written(scene: dict[str, Any]) -> dict[str, Any]:
        production = document.load(folder / scene["production"])
        speech = production.scenes[0].speech
        script = markup.read(speech.text, lexicon=production.lexicon)[0] if speech.text is not None else None
        clip, _ = speak(speech, script, production.voice, folder / f"{scene['name']}.f32", scene=0)
        if not clip.words:
            hint = "give the recording's words in text_config.text" if script is None else "write words to be spoken"
            raise InputError("words_unknown", "it has no words to write down", hint=hint)
        captions = own_captions(production.output, View.of(production.output)[0], clip)
        name = f"{scene['name']}.srt"
        write_whole(folder / name, srt(captions).encode())
        return {"files": {"srt": name}}

    return _one_by_one(order["scenes"], bench, written)


def _one_by_one(
    scenes: Sequence[dict[str, Any]], bench: Bench, make: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """What is made of each scene, by its name; problems where it cannot be."""
    made: dict[str, Any] = {}
    for number, scene in enumerate(scenes):
        if bench.cancelled():
            raise Cancelled
        bench.progress("scenes", number, len(scenes))
        try:
            made[scene["name"]] = make(scene)
        except (InputError, EngineError) as error:
            made[scene["name"]] = {"files": {}, "problems": [problem.as_dict() for problem in error.problems]}
    return made
