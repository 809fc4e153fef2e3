import numpy as np
import pytest
from spoken_clips import RATE, babble, silent, spoken

from understudy.performance.coarticulate import lip_gap
from understudy.performance.curve import stream, through, wander
from understudy.performance.idle import LIMITS
from understudy.performance.perform import perform
from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Performance
from understudy.production import ActionCue
from understudy.speech.clip import Clip, Cue
from understudy.timing import frames_covering


def act(clip: Clip, extra: int = 0, **options: object) -> Performance:
    frames = frames_covering(clip.sound.length, clip.rate) + extra
    return perform(clip, frames, seed=options.pop("seed", 1), **options)[0]  # type: ignore[arg-type]


def column(performance: Performance, name: str) -> np.ndarray:
    if name in SHAPE_INDEX:
        return performance.weights[:, SHAPE_INDEX[name]]
    return performance.motions[:, MOTION_INDEX[name]]


def blinks(performance: Performance) -> list[tuple[int, int]]:
    """First and last frame, exclusive, of each blink."""
    shut = np.concatenate(([False], column(performance, "eyeBlinkLeft") > 0.1, [False]))
    edges = np.flatnonzero(np.diff(shut.astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


@pytest.fixture(scope="module")
def listening() -> Performance:
    return perform(silent(0), 7500, seed=5)[0]


@pytest.fixture(scope="module")
def speech() -> Clip:
    return babble(2, syllables=1600)


@pytest.fixture(scope="module")
def speaking(speech: Clip) -> Performance:
    return act(speech)


def test_blinks_while_listening_and_speaking(listening: Performance, speaking: Performance) -> None:
    for performance in (listening, speaking):
        assert performance.frames > 7000
        found = blinks(performance)
        for start in range(0, performance.frames - 1500, 750):
            assert 12 <= sum(start <= first < start + 1500 for first, _ in found) <= 30, "in every minute"
        assert all(3 <= last - first <= 4 for first, last in found), "120 or 160 ms each"
        lids = column(performance, "eyeBlinkLeft")
        assert all(lids[first:last].max() == 1 for first, last in found)
        assert np.array_equal(lids, column(performance, "eyeBlinkRight"))


def test_blinks_like_the_ends_of_phrases(speech: Clip, speaking: Performance) -> None:
    pauses = np.zeros(speaking.frames, bool)
    for phone in speech.phones:
        if not phone.symbol and phone.stop - phone.start > 0.15 * RATE:
            pauses[phone.start * 25 // RATE : phone.start * 25 // RATE + 8] = True
    hits = np.mean([pauses[first : last + 1].any() for first, last in blinks(speaking)])
    assert hits > 2 * pauses.mean()


def test_no_blink_falls_into_an_action_that_needs_the_eyes() -> None:
    actions = [ActionCue(tag="look_away", at=2.0 + 4 * number) for number in range(20)]
    performance = perform(silent(0), 2200, seed=3, actions=actions)[0]
    lids = column(performance, "eyeBlinkLeft")
    assert len(performance.actions) == 20
    assert all(not lids[span.start : span.stop].any() for span in performance.actions)


def test_head_stays_within_human_limits(listening: Performance, speaking: Performance) -> None:
    quiet = [perform(silent(0), 7500, seed=5, idle_interval=255)[0], act(babble(2, 400), idle_interval=255)]
    for performance in quiet:
        for channel, most in LIMITS.items():
            assert np.abs(column(performance, channel)).max() <= most
    assert column(quiet[1], "yaw").std() > 1.2 * column(quiet[0], "yaw").std()
    for performance in (listening, speaking):
        turns = performance.motions[:, [MOTION_INDEX[axis] for axis in ("yaw", "pitch", "roll")]]
        assert np.abs(np.diff(turns, axis=0)).max() < 1.2 and np.abs(np.diff(turns, 2, axis=0)).max() < 0.8


def test_sway_is_never_a_loop(listening: Performance) -> None:
    yaw = column(listening, "yaw") - column(listening, "yaw").mean()
    size = 1 << 14
    likeness = np.fft.irfft(np.abs(np.fft.rfft(yaw, size)) ** 2, size)[: 7500 // 2]
    assert likeness[250:].max() < 0.5 * likeness[0]


def test_breath_at_rest_is_calm(listening: Performance) -> None:
    breath = column(listening, "breath")
    peaks = np.flatnonzero((breath[1:-1] > breath[:-2]) & (breath[1:-1] >= breath[2:]) & (breath[1:-1] > 0.3))
    assert 12 <= len(peaks) / 5 <= 18 and breath.min() >= 0 and breath.max() <= 1


def test_breath_is_drawn_before_a_phrase() -> None:
    performance = act(spoken([("", 1.0), ("ɑː", 2.0), ("", 1.0)]))
    breath = column(performance, "breath")
    assert breath[25] > 0.4 and breath[25] > breath[14] + 0.3 and breath[70] < 0.3


@pytest.mark.parametrize("clip", [silent(0), silent(3), babble(4, 20), spoken([("ɑː", 1.0)])], ids=str)
@pytest.mark.parametrize("extra", [1, 2, 40, 300])
def test_scenes_begin_and_end_at_rest(clip: Clip, extra: int) -> None:
    performance = act(clip, extra, loopable=True)
    assert not performance.weights[[0, -1]].any() and not performance.motions[[0, -1]].any()
    assert performance.key(0) == performance.key(performance.frames - 1)
    assert (performance.weights >= 0).all() and (performance.weights <= 1).all()
    assert np.isfinite(performance.motions).all()


def test_one_seed_is_one_acting_and_another_is_another() -> None:
    clip = babble(6, 30)
    one, same, other = act(clip, 50), act(clip, 50), act(clip, 50, seed=2)
    assert np.array_equal(one.weights, same.weights) and np.array_equal(one.motions, same.motions)
    assert not np.array_equal(one.motions, other.motions)
    assert np.array_equal(column(one, "jawOpen"), column(other, "jawOpen")), "the words are not a matter of chance"
    assert not np.array_equal(act(babble(8, 30), 50).motions[:100], one.motions[:100]), "scenes act differently"


def test_a_longer_scene_begins_like_a_shorter_one() -> None:
    clip = babble(6, 30)
    short, long = act(clip, 50, idle_interval=255), act(clip, 500, idle_interval=255)
    same = short.frames - 60
    assert np.allclose(short.motions[20:same], long.motions[20:same], atol=0.05)


def test_smiles_and_moods_leave_closures_closed() -> None:
    phones = [("", 0.4), *[("m", 0.08), ("ˈɑː", 0.15), ("b", 0.07), ("iː", 0.12)] * 8, ("", 0.6)]
    for mood in ("HAPPY", "SAD", "ANGER", "FEAR", "AMAZED"):
        plain = spoken(phones)
        clip = Clip(plain.sound, phones=plain.phones, cues=(Cue("emotion", mood, 0, plain.sound.length),))
        performance, warnings = perform(clip, 110, seed=1)
        gap = lip_gap(performance.weights)
        for phone in clip.phones:
            if phone.symbol in ("m", "b"):
                assert (gap[phone.start * 25 // RATE : -(-phone.stop * 25 // RATE)] == 0).any()
        assert not warnings
        assert np.abs(performance.weights - perform(plain, 110, seed=1)[0].weights).max() > 0.1


def test_an_unknown_mood_is_told() -> None:
    clip = Clip(silent(2).sound, cues=(Cue("emotion", "HUNGRY", 0, RATE),))
    assert [warning.code for warning in perform(clip, 50, seed=1)[1]] == ["emotion_unknown"]


def test_actions_are_performed_and_recorded() -> None:
    clip = Clip(silent(6).sound, cues=(Cue("action", "nod", 2 * RATE, 2 * RATE),))
    performance, warnings = perform(clip, 150, seed=1, actions=[ActionCue(tag="shrug", at=4)], idle_interval=255)
    assert [(span.tag, span.start) for span in performance.actions] == [("nod", 50), ("shrug", 100)] and not warnings
    assert column(performance, "pitch")[50:80].min() < -4 and column(performance, "shrug")[100:140].max() > 0.8


def test_own_gestures_come_at_the_interval_that_is_asked_for() -> None:
    def liveliness(interval: float) -> float:
        smile = column(perform(silent(0), 3000, seed=1, idle_interval=interval)[0], "mouthSmileLeft")
        return float(np.abs(np.diff(smile[50:-50])).sum())

    assert liveliness(255) < 0.1 < liveliness(20) < liveliness(4)
    assert liveliness(0) == liveliness(4)


def test_own_gestures_are_only_those_the_presenter_can_do() -> None:
    def smiles(known: tuple[str, ...]) -> float:
        performance, _ = perform(silent(0), 2000, seed=1, idle_interval=3, known_actions=known)
        return float(np.abs(np.diff(column(performance, "mouthSmileLeft")[50:-50])).sum())

    assert smiles(("smile", "nod")) > 0.5
    assert smiles(("nod",)) < 0.1 and smiles(()) < 0.1


def test_the_head_beats_on_accents_and_brows_rise_for_questions() -> None:
    phones = [("", 0.5), ("ð", 0.1), ("ə", 0.2), ("k", 0.2), ("ˈæ", 0.3), ("t", 0.3), ("", 1.0)]
    asked, told = spoken(phones, written="that cat?"), spoken(phones, written="that cat.")
    gain = [column(act(clip, idle_interval=255), "browOuterUpLeft")[30:44].mean() for clip in (asked, told)]
    assert gain[0] > gain[1] + 0.1
    low = [column(act(told, seed=seed, idle_interval=255), "pitch")[26:36] for seed in range(8)]
    rest = [column(act(told, seed=seed, idle_interval=255), "pitch")[14:20] for seed in range(8)]
    assert np.mean(low) < np.mean(rest) - 0.4


def test_eyes_stay_on_the_viewer_while_the_head_turns() -> None:
    performance = perform(silent(0), 100, seed=1, actions=[ActionCue(tag="shake", at=1)], idle_interval=255)[0]
    across = 30 * (column(performance, "eyeLookOutLeft") - column(performance, "eyeLookInLeft"))
    yaw = column(performance, "yaw")
    assert np.abs(yaw[25:60]).max() > 4
    assert np.abs(across + yaw)[25:60].max() < 2.5


def test_gaze_jumps_and_rests(listening: Performance) -> None:
    performance = perform(silent(0), 3000, seed=1, idle_interval=255)[0]
    across = 30 * (column(performance, "eyeLookOutLeft") - column(performance, "eyeLookInLeft")) + column(
        performance, "yaw"
    )
    moves = np.abs(np.diff(across[20:-20]))
    assert (moves < 1e-3).mean() > 0.9, "the eyes rest most of the time"
    assert 20 < (moves > 0.05).sum() < 300 and moves.max() > 3, "small jumps, and now and then a glance away"


def test_streams_depend_on_their_parts_alone() -> None:
    assert stream(1, "a").random() == stream(1, "a").random() != stream(1, "b").random()
    assert stream("1", "a").random() != stream("1a").random()
    long, short = wander(stream(1), 500, 20.0), wander(stream(1), 200, 20.0)
    assert np.allclose(long[:150], short[:150]) and np.abs(long).max() < 4 and long.std() > 0.4
    assert np.allclose(through([0, 1, 2, 3], [1, 2], [5, 7]), [5, 5, 7, 7])
