"""The sound of a clip on its own, for somebody who wants to make a voice of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from understudy.encode.sound_file import check_sound_name, write_sound
from understudy.speech.decode import AudioFile
from understudy.speech.resample import Resampler
from understudy.timing import MIX_RATE


def keep_voice(clip: Path, target: Path) -> float:
    """Write the sound of `clip`, mono at 48 kHz, to `target` (.wav, .mp3 or .m4a); its seconds.

    Raises `InputError` as `AudioFile` and `write_sound` do: a clip without sound is `audio_missing`.
    """
    check_sound_name(target)
    with AudioFile(clip) as source:
        write_sound(target, _at_mix_rate(source), channels=1)
        return source.length / source.rate


def _at_mix_rate(source: AudioFile) -> Iterator[npt.NDArray[np.float32]]:
    resampler = Resampler(source.rate, MIX_RATE, channels=2)
    for block in source.blocks():
        yield resampler.feed(block)
    yield resampler.finish()
