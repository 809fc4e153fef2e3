import numpy as np
import pytest
from spoken_clips import RATE, silent

from understudy.performance.acting import Acting
from understudy.performance.express import EMOTIONS
from understudy.performance.gesture import ALIASES, GESTURES, perform_gestures, plan, resolve
from understudy.performance.tracks import MOTION_INDEX
from understudy.production import ActionCue
from understudy.speech.clip import Clip, Cue


def test_every_gesture_begins_and_ends_at_rest_within_its_time() -> None:
    for gesture in GESTURES.values():
        for keys in gesture.channels.values():
            times = [time for time, _ in keys]
            assert keys[0] == (0.0, 0.0) and keys[-1][1] == 0.0 and times == sorted(set(times))
            assert times[-1] <= gesture.seconds
        assert gesture.reason
    assert set(ALIASES.values()) <= set(GESTURES) and not set(ALIASES) & set(GESTURES)


@pytest.mark.parametrize("name", GESTURES)
def test_every_gesture_moves_and_is_smooth(name: str) -> None:
    planned, _ = plan(silent(5), 5.0, [ActionCue(tag=name, at=1)], None)
    acting = Acting(125)
    perform_gestures(acting, planned)
    motions = acting.motions()
    assert max(np.abs(motions).max(), np.abs(acting.weights()).max()) > 0.2
    assert not motions[:24].any() and np.abs(motions[-20:]).max() == 0
    turns = motions[:, [MOTION_INDEX[axis] for axis in ("yaw", "pitch", "roll", "lean")]]
    assert np.abs(np.diff(turns, 2, axis=0)).max() < 2.0, "degrees a frame²"


def test_names_are_found_however_they_are_written() -> None:
    able = list(GESTURES)
    assert resolve("nod", able) == ("nod", None)
    assert resolve(" Lean-In ", able) == ("lean_in", None)
    name, warning = resolve("agree", able)
    assert name == "nod" and warning is not None and warning.code == "action_mapped"


def test_system_tags_map_to_the_same_gesture_every_time_and_say_so() -> None:
    able = list(GESTURES)
    name, warning = resolve("system_female_animation_0026", able)
    assert name == able[26 % len(able)] and warning is not None
    assert (
        warning.code == "action_mapped"
        and name in warning.message
        and "system_female_animation_0026" in warning.message
    )
    assert {resolve(f"system_male_animation_{n:04}", able)[0] for n in range(30)} == set(able)


def test_unknown_actions_are_named_with_what_is_known() -> None:
    planned, warnings = plan(silent(5), 5.0, [ActionCue(tag="fly", at=1), ActionCue(tag="nod", at=2)], {"nod", "tilt"})
    assert [item.tag for item in planned] == ["nod"]
    assert [warning.code for warning in warnings] == ["action_unknown"]
    assert "'fly'" in warnings[0].message and warnings[0].hint == "known actions: nod, tilt"
    assert plan(silent(5), 5.0, [ActionCue(tag="shrug", at=1)], {"nod"})[1][0].code == "action_unknown"
    assert plan(silent(5), 5.0, [ActionCue(tag="nod", at=1)], ())[1][0].hint == "this presenter has no actions"


def test_an_action_after_the_end_is_told() -> None:
    planned, warnings = plan(silent(2), 2.0, [ActionCue(tag="nod", at=3)], None)
    assert not planned and warnings[0].code == "action_too_late"


def test_a_late_action_still_fits_before_the_end() -> None:
    (item,), _ = plan(silent(3), 3.0, [ActionCue(tag="nod", at=2.9)], None)
    assert (
        item.start >= 0 and item.stop <= 2.8 + 1e-9 and item.stop - item.start >= 0.6 * GESTURES["nod"].seconds - 1e-9
    )


def test_actions_of_script_and_recording_are_in_order() -> None:
    clip = Clip(silent(6).sound, cues=(Cue("action", "tilt", 3 * RATE, 3 * RATE), Cue("emotion", "HAPPY", 0, RATE)))
    planned, warnings = plan(clip, 6.0, [ActionCue(tag="nod", at=1)], None)
    assert [item.tag for item in planned] == ["nod", "tilt"] and not warnings


def test_no_emotion_parts_the_lips() -> None:
    parting = {"jawOpen", "mouthLowerDown", "mouthUpperUp", "mouthFunnel", "mouthClose", "eyeBlink"}
    assert len(EMOTIONS) == 15 and not any(parting & set(emotion.offsets) for emotion in EMOTIONS.values())
