import numpy as np

from understudy.deliver.chart import chart
from understudy.performance.perform import perform
from understudy.speech.clip import Clip, Cue, Phone, Word
from understudy.speech.sound import Sound

RATE = 16_000
RED, PAPER = (200, 50, 74), (255, 255, 255)


def speech() -> Clip:
    symbols = [("", 0.3), ("m", 0.1), ("ɑ", 0.3), ("m", 0.1), ("a", 0.3), ("", 0.4), ("x", 0.1), ("ɑu", 0.4), ("", 0.4)]
    at, phones = 0.0, []
    for symbol, seconds in symbols:
        phones.append(Phone(symbol, round(at * RATE), round((at + seconds) * RATE)))
        at += seconds
    samples = 0.3 * np.sin(np.arange(round(at * RATE)) / 20)
    words = (Word("妈妈", 0, 2, phones[1].start, phones[4].stop), Word("好", 2, 3, phones[6].start, phones[7].stop))
    cues = (Cue("action", "nod", RATE, RATE), Cue("emotion", "HAPPY", 0, RATE))
    return Clip(Sound.of(samples, RATE), "妈妈好", "zh", tuple(phones), words, cues)


def count(picture: np.ndarray, colour: tuple[int, int, int]) -> int:
    return int((picture[..., :3] == colour).all(axis=2).sum())


def test_the_picture_shows_everything_at_its_size() -> None:
    clip = speech()
    performance = perform(clip, 60, seed=1)[0]
    picture = chart(clip, performance)
    assert picture.shape == (1080, 1920, 4) and picture.dtype == np.uint8 and (picture[..., 3] == 255).all()
    assert count(picture, RED) > 1500, "closed lips"
    assert 0.4 < count(picture, PAPER) / picture[..., 0].size < 0.97
    mute = chart(Clip(clip.sound, phones=clip.phones), performance)
    words = picture[202:230, 140:] != mute[202:230, 140:]
    assert words.any(), "words are drawn in their row"
    assert np.array_equal(picture, chart(clip, performance)), "the same picture every time"


def test_part_of_the_time_can_be_shown() -> None:
    clip = speech()
    performance = perform(clip, 60, seed=1)[0]
    part = chart(clip, performance, (1280, 720), start=1.1, stop=1.5)
    assert part.shape == (720, 1280, 4) and count(part, RED) < count(chart(clip, performance, (1280, 720)), RED) / 3


def test_empty_and_endless_clips_can_be_drawn() -> None:
    empty = Clip(Sound.of([], RATE))
    assert chart(empty, perform(empty, 1, seed=1)[0], (640, 360)).shape == (360, 640, 4)
    long = Clip(Sound.of(np.zeros(RATE * 120, np.float32), RATE), "x" * 3000)
    assert chart(long, perform(long, 3000, seed=1)[0], (1080, 1920), stop=1e9).shape == (1920, 1080, 4)
