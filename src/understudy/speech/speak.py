"""One scene's speech, whatever it comes from: words are spoken, recordings are listened to."""

from __future__ import annotations

from pathlib import Path

from understudy.errors import Warning
from understudy.production import Speech, VoiceChoice
from understudy.script.document import Run, Script
from understudy.script.markup import Place, sayable
from understudy.speech import voices
from understudy.speech.clip import Clip
from understudy.speech.synthesize import synthesize


def speak(
    speech: Speech, script: Script | None, choice: VoiceChoice, path: Path, *, scene: int
) -> tuple[Clip, list[Warning]]:
    """The speech of scene `scene`; its sound is written to `path`.

    `script` is the text that was read from `speech.text`, None for a recording. A recording's own loudness does not
    matter (the mixer levels it), its speed and pitch are kept.
    """
    if script is not None:
        voice = voices.voice_for(choice.name, script)
        return synthesize(script, voice, choice, path, scene=scene)
    from understudy.speech.follow import follow
    from understudy.speech.listen import listen  # codecs and a recogniser, which written words do without
    from understudy.speech.recording import load_recording

    assert speech.recording is not None
    where = f"scenes[{scene}].speech.recording"
    sound, warnings = load_recording(speech.recording, path, scene=scene, field=where)
    if not speech.recording_text:
        return listen(sound), warnings
    said, dropped = sayable(speech.recording_text, Place(scene, "recording_text"))
    clip, warned = follow(sound, Script((Run(said),)), scene=scene)
    return clip, [*warnings, *dropped, *warned]
