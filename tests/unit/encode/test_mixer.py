from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest
import soxr

from understudy.encode import mixer as mixing
from understudy.encode.ducking import DEPTH, FALL, HOLD, RISE
from understudy.encode.limiter import Limiter
from understudy.encode.mixer import ClipSound, Mixer, MusicBed, SpeechPart
from understudy.errors import InputError
from understudy.speech import voices
from understudy.speech.engine import Line
from understudy.speech.resample import resampled
from understudy.speech.sound import Samples, Sound

RATE = 48_000


def voice(rate: int, length: float, level: float = 0.1, seed: int = 0, pauses: bool = False) -> Sound:
    """Something with the spectrum and the rhythm of speech."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(rate * length)) / rate
    samples = sum(np.sin(2 * np.pi * 120 * k * time + rng.uniform(0, 6)) / k for k in range(1, 20))
    rhythm = np.clip(np.sin(2 * np.pi * 2.5 * time) + 0.6, 0, 1)
    if pauses:
        rhythm = rhythm * (time % 2.5 < 1.8)
    return Sound.of(level * samples * rhythm, rate)


def write(path: Path, samples: np.ndarray, rate: int, codec: str = "pcm_s16le") -> Path:
    layout = "mono" if samples.ndim == 1 else "stereo"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        if codec == "pcm_s16le":
            whole = (samples.reshape(1, -1) * 32767).round().astype(np.int16)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(whole), format="s16", layout=layout)
        else:
            planes = np.ascontiguousarray(samples.reshape(len(samples), -1).T, np.float32)
            frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def noise(seconds: float, rate: int = RATE, level: float = 0.1, seed: int = 4) -> np.ndarray:
    return level * np.random.default_rng(seed).standard_normal((int(seconds * rate), 2)).clip(-4, 4)


def mixed(mixer: Mixer, size: int = 1 << 14) -> np.ndarray:
    sound = np.concatenate([np.zeros((0, 2), np.float32), *mixer.blocks(size)])
    assert sound.shape == (mixer.samples, 2)
    assert sound.dtype == np.float32
    return sound


def lufs(sound: np.ndarray) -> float:
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(float)))


def true_peak(sound: np.ndarray) -> float:
    return 20 * float(np.log10(np.abs(soxr.resample(sound, RATE, 8 * RATE, "VHQ")).max()))


@pytest.mark.parametrize("samples", [0, 1, 100, 4_799, 48_000, 48_001])
def test_the_number_of_samples_is_exact(tmp_path: Path, samples: int) -> None:
    part = SpeechPart(voice(22_050, 0.5), 10)
    music = MusicBed(write(tmp_path / "m.wav", noise(0.3), RATE))
    for size in (1_000, 1 << 14):
        mixer = Mixer([part], [], music, samples, work=tmp_path)
        assert sum(len(block) for block in mixer.blocks(size)) == samples
        assert all(1 <= len(block) <= size for block in mixer.blocks(size))


def test_voices_of_any_rate_and_level_come_out_alike(tmp_path: Path) -> None:
    sounds = [voice(22_050, 6, 0.02), voice(16_000, 6, 0.3, 1, pauses=True), voice(44_100, 6, 0.08, 2)]
    mixer = Mixer([SpeechPart(s, n * 7 * RATE) for n, s in enumerate(sounds)], [], None, 21 * RATE, work=tmp_path)
    sound = mixed(mixer)
    for number in range(3):
        assert lufs(sound[number * 7 * RATE : number * 7 * RATE + 6 * RATE]) == pytest.approx(-16, abs=0.5)
    assert lufs(sound) == pytest.approx(-16, abs=0.5)
    assert mixer.report()["integrated_lufs"] == pytest.approx(lufs(sound), abs=0.1)
    assert [part["start"] for part in mixer.report()["speech"]] == [0.0, 7.0, 14.0]
    assert mixer.warnings == []


@pytest.mark.parametrize(("volume", "expected"), [(90, -19.84), (140, -16.0), (240, -11.32)])
def test_volume_is_measured_in_the_sound(tmp_path: Path, volume: int, expected: float) -> None:
    mixer = Mixer([SpeechPart(voice(22_050, 5), 0, volume)], [], None, 5 * RATE, work=tmp_path)
    sound = mixed(mixer)
    assert lufs(sound) == pytest.approx(expected, abs=0.5)
    assert true_peak(sound) <= -1.0


@pytest.mark.parametrize("speaker", ["espeak:en-us+f3", "espeak:cmn+f3", "flite:slt"])
def test_the_volume_of_a_voice_is_measured_in_its_sound(tmp_path: Path, speaker: str) -> None:
    if speaker.startswith("flite") and not voices.engine_named("flite").voices():
        pytest.skip("libflite1 is not installed")
    chosen = voices.choose(speaker, "")
    text = (
        "这段话说得很清楚，声音也够长。" if "cmn" in speaker else "This is said clearly, and long enough for a meter."
    )
    said = voices.engine_of(chosen).speak(Line(text), chosen).samples
    for volume in (90, 140, 200):
        part = SpeechPart(Sound.of(said, chosen.rate), 0, volume)
        sound = mixed(Mixer([part], [], None, len(said) * RATE // chosen.rate, work=tmp_path))
        assert lufs(sound) == pytest.approx(-16 + 20 * np.log10(volume / 140), abs=0.5)
        assert true_peak(sound) <= -1.0


def test_peaks_are_limited_and_the_level_is_kept(tmp_path: Path) -> None:
    spiky = voice(22_050, 8).read(0, 22_050 * 8).copy()
    spiky[:: 22_050 // 9] *= 4
    spiky[5::22_050] = 0.9
    mixer = Mixer([SpeechPart(Sound.of(spiky, 22_050), 0)], [], None, 8 * RATE, work=tmp_path)
    sound = mixed(mixer)
    report = mixer.report()
    assert report["limiter_db"] < -1
    assert true_peak(sound) <= -1.0
    assert report["true_peak_dbtp"] == pytest.approx(true_peak(sound), abs=0.3)
    assert lufs(sound) == pytest.approx(-16, abs=0.5)


def test_the_limiter_leaves_quiet_sound_alone_and_moves_its_gain_smoothly() -> None:
    quiet = noise(0.5, level=0.05).astype(np.float32)
    limiter = Limiter(RATE)
    out = np.concatenate([limiter.feed(quiet[:777]), limiter.feed(quiet[777:]), limiter.finish()])
    assert np.array_equal(out, quiet)
    carrier = np.full((RATE, 2), 0.5, np.float32)  # on a constant, the output shows the gain
    carrier[20_000:20_003] = 1.6
    for size in (100, 5_000, RATE):
        limiter = Limiter(RATE)
        pieces = [limiter.feed(carrier[start : start + size]) for start in range(0, RATE, size)]
        out = np.concatenate([*pieces, limiter.finish()])
        gain = out[:, 0] / carrier[:, 0]
        assert out.max() <= 10 ** (-1 / 20)
        assert gain[20_001] < 0.6
        assert np.abs(np.diff(gain)).max() < 0.01
        assert gain[19_000] == gain[-1] == 1.0


def test_a_click_lands_on_its_sample_anywhere(tmp_path: Path) -> None:
    length = 600 * RATE
    times = [0, length // 2 + 1, length - 600]
    parts = []
    for time in times:
        samples = np.zeros(400, np.float32)
        samples[100:108] = 0.5 * np.hanning(8)
        parts.append(SpeechPart(Sound.of(samples, 22_050), time, target_lufs=None))
    expected = [time + round(103.5 * RATE / 22_050) for time in times]
    found: dict[int, float] = {}
    place = 0
    for block in Mixer(parts, [], None, length, work=tmp_path).blocks(1 << 16):
        for index in np.flatnonzero(np.abs(block[:, 0]) > 0.2):
            found[place + int(index)] = float(block[index, 0])
        place += len(block)
    assert place == length
    for time in expected:
        near = {index: value for index, value in found.items() if abs(index - time) < 1_000}
        assert abs(max(near, key=near.__getitem__) - time) <= 1


@pytest.mark.slow
def test_a_long_part_does_not_drift(tmp_path: Path) -> None:
    samples = np.zeros(22_050 * 600, np.float32)
    times = [22_050 * second + 11 for second in (0, 300, 599)]
    for time in times:
        samples[time : time + 8] = 0.5 * np.hanning(8)
    mixer = Mixer([SpeechPart(Sound.of(samples, 22_050), 0, target_lufs=None)], [], None, 600 * RATE, work=tmp_path)
    place, peaks = 0, []
    for block in mixer.blocks(1 << 16):
        if np.abs(block).max() > 0.2:
            peaks.append(place + int(block[:, 0].argmax()))
        place += len(block)
    assert peaks == pytest.approx([(time + 3.5) * RATE / 22_050 for time in times], abs=1)


def band(sound: np.ndarray, start: float, stop: float) -> float:
    """RMS in dB over a stretch of seconds."""
    return 10 * float(np.log10(np.square(sound[int(start * RATE) : int(stop * RATE)]).mean()))


def test_music_gives_way_before_the_phrase_and_returns_after_it(tmp_path: Path) -> None:
    music = MusicBed(write(tmp_path / "m.wav", noise(12), RATE))
    speech = SpeechPart(voice(22_050, 3), 4 * RATE)
    with_music = mixed(Mixer([speech], [], music, 12 * RATE, work=tmp_path))
    alone = mixed(Mixer([speech], [], None, 12 * RATE, work=tmp_path))
    bed = with_music - alone
    level = np.array([band(bed, t / 100, t / 100 + 0.02) for t in range(1198)])
    before, during, after = band(bed, 1, 3.7), band(bed, 4.1, 6.8), band(bed, 8, 10.2)
    assert before - during == pytest.approx(DEPTH, abs=0.3)
    assert after == pytest.approx(before, abs=0.5)
    assert lufs(alone[4 * RATE : 7 * RATE]) - lufs(bed[int(4.1 * RATE) : int(6.9 * RATE)]) == pytest.approx(20, abs=1)
    assert lufs(bed[RATE : int(3.7 * RATE)]) == pytest.approx(-26, abs=0.7)
    falls, full = 4 - FALL / RATE, 7 + HOLD / RATE
    assert abs(level[round(falls * 100) - 3] - before) < 1  # not yet
    assert level[400] < during + 1  # down when the phrase begins
    assert abs(level[round(full * 100) - 3] - during) < 1  # still down when it ends
    assert abs(level[round((full + RISE / RATE) * 100) + 2] - before) < 1
    smooth = np.convolve(level, np.ones(5) / 5, "valid")
    assert np.abs(np.diff(smooth[100:1000])).max() < 1.2  # dB in 10 ms


def test_music_does_not_pump_in_short_pauses(tmp_path: Path) -> None:
    music = MusicBed(write(tmp_path / "m.wav", noise(10), RATE))
    speech = SpeechPart(voice(22_050, 7.5, pauses=True), RATE)
    mixer = Mixer([speech], [], music, 10 * RATE, work=tmp_path)
    bed = mixed(mixer) - mixed(Mixer([speech], [], None, 10 * RATE, work=tmp_path))
    levels = [band(bed, t, t + 0.1) for t in np.arange(1.2, 7.4, 0.1)]
    assert max(levels) - min(levels) < 1.5
    assert len(mixer.phrases) == 1


def test_music_loops_without_a_click_and_fades_at_both_ends(tmp_path: Path) -> None:
    time = np.arange(int(1.7 * RATE)) / RATE
    tune = 0.3 * np.sin(2 * np.pi * 220.3 * time)
    music = MusicBed(write(tmp_path / "m.mp3", tune, RATE, "libmp3lame"))
    sound = mixed(Mixer([], [], music, 10 * RATE, work=tmp_path))[:, 0]
    jumps = np.abs(np.diff(sound))
    assert jumps.max() < 1.5 * np.abs(np.diff(sound[RATE // 2 : RATE])).max()
    assert band(sound, 0, 0.02) < band(sound, 1, 1.3) - 20
    assert band(sound, 9.98, 10) < band(sound, 8, 8.3) - 20
    assert abs(sound[-1]) < 1e-4


@pytest.mark.parametrize("seconds", [0.3, 2.0, 30.0])
def test_music_of_any_length_fills_the_film(tmp_path: Path, seconds: float) -> None:
    music = MusicBed(write(tmp_path / "m.wav", noise(seconds, 22_050), 22_050))
    mixer = Mixer([], [], music, 5 * RATE, work=tmp_path)
    sound = mixed(mixer)
    assert min(band(sound, t, t + 0.2) for t in np.arange(0.6, 3.3, 0.1)) > -36
    assert lufs(sound) == pytest.approx(-26, abs=1)
    assert (tmp_path / "music.f32").stat().st_size <= 8 * 6 * RATE


def test_music_volume_scales_the_bed(tmp_path: Path) -> None:
    file = write(tmp_path / "m.wav", noise(4), RATE)
    full, half = (mixed(Mixer([], [], MusicBed(file, v), 4 * RATE, work=tmp_path)) for v in (100, 50))
    assert np.allclose(half, full / 2, atol=1e-6)
    assert not mixed(Mixer([], [], MusicBed(file, 0), RATE, work=tmp_path)).any()


def test_broken_music_names_its_field(tmp_path: Path) -> None:
    (tmp_path / "broken.mp3").write_bytes(b"\0" * 5_000)
    (tmp_path / "empty.mp3").touch()
    write(tmp_path / "blip.wav", noise(0.01), RATE)
    names = ["broken.mp3", "empty.mp3", "none.mp3", "blip.wav"]
    for name, code in zip(names, ["media_unreadable", "file_empty", "file_missing", "music_too_short"], strict=True):
        with pytest.raises(InputError) as caught:
            Mixer([], [], MusicBed(tmp_path / name), RATE, work=tmp_path)
        assert (caught.value.code, caught.value.problems[0].field) == (code, "music.file")


def test_music_that_is_cut_off_or_silent_is_a_warning(tmp_path: Path) -> None:
    whole = write(tmp_path / "m.wav", noise(2), RATE)
    whole.write_bytes(whole.read_bytes()[:200_000])
    mixer = Mixer([], [], MusicBed(whole), 5 * RATE, work=tmp_path)
    assert [warning.code for warning in mixer.warnings] == ["music_truncated"]
    silent = write(tmp_path / "s.wav", np.zeros((RATE, 2)), RATE)
    assert [w.code for w in Mixer([], [], MusicBed(silent), RATE, work=tmp_path).warnings] == ["music_silent"]


def film(path: Path, sound: np.ndarray | None, length: float = 2.0, codec: str = "aac") -> Path:
    """A small video of `length` seconds, with or without sound."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width = video.height = 32
        video.pix_fmt = "yuv420p"
        audio = None if sound is None else container.add_stream(codec, rate=RATE, layout="stereo")
        for _ in range(round(length * 25)):
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))))
        container.mux(video.encode(None))
        if audio is not None and sound is not None:
            for start in range(0, len(sound), 1_024):
                part = np.ascontiguousarray(sound[start : start + 1_024], np.float32)
                frame = av.AudioFrame.from_ndarray(part.reshape(1, -1), format="flt", layout="stereo")
                frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
                container.mux(audio.encode(frame))
            container.mux(audio.encode(None))
    return path


def test_clips_play_in_stereo_loop_with_their_pictures_and_stop(tmp_path: Path) -> None:
    sound = np.zeros((2 * RATE, 2))
    sound[RATE // 2 : RATE // 2 + 4_800, 0] = noise(0.1)[:, 0]
    file = film(tmp_path / "c.mp4", sound)
    clip = ClipSound(file, RATE, 8 * RATE, 3, 50)
    out = mixed(Mixer([], [clip], None, 10 * RATE, work=tmp_path))
    starts = np.flatnonzero(np.abs(out[:, 0]) > 0.02)
    bursts = [group[0] for group in np.split(starts, np.flatnonzero(np.diff(starts) > RATE) + 1)]
    assert bursts == pytest.approx([1.5 * RATE, 3.5 * RATE, 5.5 * RATE], abs=480)
    assert np.abs(out[:, 1]).max() < 0.01 < np.abs(out[:, 0]).max()
    endless = mixed(Mixer([], [ClipSound(file, 0, int(5.7 * RATE), -1, 100)], None, 8 * RATE, work=tmp_path))
    assert np.abs(endless[int(5.7 * RATE) :]).max() == 0
    assert np.abs(endless[int(4.5 * RATE) : int(4.7 * RATE)]).max() > 0.05


def test_a_cut_clip_fades_instead_of_clicking(tmp_path: Path) -> None:
    time = np.arange(2 * RATE) / RATE
    tone = 0.3 * np.cos(2 * np.pi * 100 * time)
    file = film(tmp_path / "c.mkv", np.stack([tone, tone], axis=1), codec="flac")
    for loops, stop in ((1, RATE + 11), (-1, 7 * RATE)):
        out = mixed(Mixer([], [ClipSound(file, 0, stop, loops, 100)], None, 8 * RATE, work=tmp_path))[:, 0]
        assert np.abs(np.diff(out)).max() < 0.3 * 2 * np.pi * 100 / RATE * 1.5


def test_a_clip_without_sound_is_a_warning_and_a_mute_one_is_not(tmp_path: Path) -> None:
    file = film(tmp_path / "c.mp4", None)
    loud = ClipSound(file, 0, RATE, 1, 100, scene=1, field="scenes[1].layers[0].sound")
    mute = ClipSound(file, 0, RATE, 1, 0)
    mixer = Mixer([], [loud, mute], None, RATE, work=tmp_path)
    assert [(w.code, w.field) for w in mixer.warnings] == [("clip_without_sound", "scenes[1].layers[0].sound")]
    assert not mixed(mixer).any()


def test_speech_that_does_not_fit_or_is_hardly_there_is_a_warning(tmp_path: Path) -> None:
    parts = [SpeechPart(voice(22_050, 2), RATE, scene=0), SpeechPart(voice(22_050, 1, 1e-3), 0, scene=1)]
    mixer = Mixer(parts, [], None, 2 * RATE, work=tmp_path)
    assert {(w.code, w.scene) for w in mixer.warnings} == {("speech_cut", 0), ("speech_too_quiet", 1)}
    mixed(mixer)


def test_silence_stays_silence(tmp_path: Path) -> None:
    mixer = Mixer([SpeechPart(Sound.of(np.zeros(RATE), RATE), 0)], [], None, 2 * RATE, work=tmp_path)
    assert not mixed(mixer).any()
    assert mixer.report()["integrated_lufs"] is None
    assert mixer.phrases == []


def test_the_mix_is_the_same_every_time_and_in_any_block_size(tmp_path: Path) -> None:
    music = MusicBed(write(tmp_path / "m.mp3", noise(1.3), RATE, "libmp3lame"))
    parts = [SpeechPart(voice(22_050, 2, pauses=True), 3_000, 240), SpeechPart(voice(16_000, 2, seed=3), 2 * RATE)]
    mixes = [mixed(Mixer(parts, [], music, 4 * RATE, work=tmp_path), size) for size in (1 << 14, 1 << 14, 3_333)]
    assert all(np.array_equal(a, b) for a, b in itertools.pairwise(mixes))


def test_of_many_scenes_only_those_that_are_heard_hold_a_resampler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_now: list[int] = []
    most = 0

    def counted(sound: Sound, rate: int) -> Iterator[Samples]:
        nonlocal most
        open_now.append(rate)
        most = max(most, len(open_now))
        try:
            yield from resampled(sound, rate)
        finally:
            open_now.pop()

    one = voice(22_050, 1.0)
    mixer = Mixer([SpeechPart(one, RATE * start) for start in range(20)], [], None, RATE * 20, work=tmp_path)
    monkeypatch.setattr(mixing, "resampled", counted)
    assert np.abs(mixed(mixer)).max() > 0.05
    assert 1 <= most <= 2
    assert not open_now
