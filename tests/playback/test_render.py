import sys
import wave
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from composer.music.controls import BEND, SUSTAIN, Control, Controls, Dial
from composer.music.errors import SynthError
from composer.music.score import Note, Score, Track
from composer.playback.render import render, rendered_seconds
from composer.playback.synth import SAMPLE_RATE, SoftSynth

# A second of silence, a note of half a second, and half a second without one.
TUNE = Score((Track.of([Note(69, 960, 480, 110)]), Track.of([Note(69, 1900, 20, 1)], channel=1)))


@pytest.fixture(autouse=True)
def synth_needed():
    try:
        SoftSynth().close()
    except SynthError as error:
        pytest.skip(f"NO FLUIDSYNTH: {error}")


@contextmanager
def full_disk(size=4000):
    """A disk that is full after `size` bytes of a file. Nothing else may be written meanwhile, by pytest neither."""
    resource = pytest.importorskip("resource", reason="NO LIMITS on this system: a full disk is not tested")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def samples_of(path):
    """(frames, 2) int16."""
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (2, 2, SAMPLE_RATE)
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2").reshape(-1, 2)


def test_notes_sound_at_their_time_and_fade_away(tmp_path):
    list(render(TUNE, tmp_path / "tune.wav"))
    samples = samples_of(tmp_path / "tune.wav")
    assert len(samples) == round(rendered_seconds(TUNE) * SAMPLE_RATE)
    loudness = [np.abs(part.astype(int)).max() for part in np.array_split(samples, len(samples) // (SAMPLE_RATE // 10))]
    assert max(loudness[:9]) < 20
    assert loudness[11] > 1000
    assert loudness[-1] < 200


def test_the_pitch_is_the_one_that_was_written(tmp_path):
    list(render(TUNE, tmp_path / "tune.wav"))
    note = samples_of(tmp_path / "tune.wav")[SAMPLE_RATE + 4410 : SAMPLE_RATE + 17640, 0]
    spectrum = np.abs(np.fft.rfft(note * np.hanning(len(note)), 1 << 17))
    assert np.argmax(spectrum) * SAMPLE_RATE / (1 << 17) % 440 == pytest.approx(0, abs=6)


def test_a_rendering_that_is_given_up_leaves_no_file_behind(tmp_path):
    rendering = render(TUNE, tmp_path / "tune.wav")
    list(islice(rendering, 1))
    rendering.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".flac", ".ogg", ".mp3"])
def test_other_kinds_of_file_sound_like_the_wav(tmp_path, suffix):
    soundfile = pytest.importorskip("soundfile", reason="NO LIBSNDFILE: only WAV files are tested")
    for name in ("tune.wav", "tune" + suffix):
        list(render(TUNE, tmp_path / name))
    plain, rate = soundfile.read(tmp_path / "tune.wav")
    encoded, encoded_rate = soundfile.read(tmp_path / ("tune" + suffix))
    assert encoded_rate == rate
    frames = min(len(plain), len(encoded))
    assert abs(len(plain) - len(encoded)) < rate / 10
    assert np.abs(encoded[:frames] - plain[:frames]).max() < (0.1 * np.abs(plain).max() if suffix != ".flac" else 1e-9)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["tune.wav", "tune" + suffix])


def test_without_libsndfile_a_wav_can_be_written_and_the_others_say_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(SynthError, match="libsndfile"):
        list(render(TUNE, tmp_path / "tune.flac"))
    list(render(TUNE, tmp_path / "tune.wav"))
    assert [path.name for path in tmp_path.iterdir()] == ["tune.wav"]


@pytest.mark.parametrize("name", ["tune.wav", "tune.flac"])
def test_a_file_that_cannot_be_written_is_a_sentence_and_the_old_one_stays(tmp_path, name):
    (tmp_path / name).write_bytes(b"old")
    with full_disk(), pytest.raises(SynthError, match="make room"):
        list(render(TUNE, tmp_path / name))
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"old"


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg", ".mp3"])
def test_a_file_whose_last_bytes_have_no_room_is_not_taken_for_whole(tmp_path, suffix):
    path = tmp_path / f"tune{suffix}"
    list(render(TUNE, path))
    size = path.stat().st_size
    path.unlink()
    with full_disk(size - 100), pytest.raises(SynthError, match="make room"):
        list(render(TUNE, path))
    assert not list(tmp_path.iterdir())


def test_a_name_of_another_kind_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(SynthError, match=r"\.wav, \.flac"):
        list(render(TUNE, tmp_path / "tune.txt"))


def loudest(score, path, start, end):
    """The largest sample between two moments (seconds) of `score` as sound."""
    list(render(score, path))
    return int(np.abs(samples_of(path)[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)].astype(int)).max())


def test_a_pedal_lets_a_note_ring_on_until_it_goes_up(tmp_path):
    note = Track((Note(60, 0, 240, 110),), program=16)  # an organ, which sounds as long as it is held
    held = replace(note, controls=Controls([Control(0, SUSTAIN, 127), Control(3 * 480, SUSTAIN, 0)]))
    assert loudest(Score((note,)), tmp_path / "dry.wav", 1.2, 1.45) < 300
    assert loudest(Score((held,)), tmp_path / "held.wav", 1.2, 1.45) > 1000


def test_a_bend_changes_the_pitch(tmp_path):
    note = Track((Note(69, 0, 960, 110),), program=80, controls=Controls([Control(0, BEND, 0)]))  # two semitones down
    list(render(Score((note,)), tmp_path / "bent.wav"))
    sound = samples_of(tmp_path / "bent.wav")[4410:22050, 0]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 17))
    low = spectrum[: round(600 / SAMPLE_RATE * (1 << 17))]
    assert np.argmax(low) * SAMPLE_RATE / (1 << 17) == pytest.approx(392, abs=4)


def test_pressure_reaches_the_synth(tmp_path):
    pressed = Controls([Control(0, Dial(0xD), 127), Control(10, Dial(0xA, 60), 100)])
    assert loudest(Score((Track((Note(60, 0, 480),), controls=pressed),)), tmp_path / "pressed.wav", 0, 0.5) > 500


def test_what_is_played_on_two_ports_sounds_as_on_two_synths(tmp_path):
    piano = Track((Note(60, 0, 480),))
    strings = Track((Note(64, 0, 480),), program=48, port="Strings")
    together, alone = tmp_path / "together.wav", tmp_path / "alone.wav"
    list(render(Score((piano, strings)), together))
    parts = []
    for track in (piano, strings):
        list(render(Score((track,)), alone))
        parts.append(samples_of(alone).astype(int))
    assert np.abs(sum(parts)).max() > 1000
    assert np.abs(samples_of(together) - sum(parts)).max() <= 2


def test_what_is_too_loud_together_is_as_loud_as_can_be(tmp_path):
    chord = Track(tuple(Note(pitch, 0, 960, 127) for pitch in range(40, 80)), program=16)
    loud = Score((chord, replace(chord, port="A"), replace(chord, port="B")))
    assert loudest(loud, tmp_path / "loud.wav", 0, 1) in (32767, 32768)


def test_controls_after_the_end_make_no_silence(tmp_path):
    late = Controls([Control(0, SUSTAIN, 0), Control(480 * 60, SUSTAIN, 0)])
    score = Score((Track((Note(60, 0, 480),), controls=late),))
    list(render(score, tmp_path / "short.wav"))
    assert len(samples_of(tmp_path / "short.wav")) == round(rendered_seconds(score) * SAMPLE_RATE)
