import wave
from itertools import islice

import numpy as np
import pytest

from composer.music.errors import SynthError
from composer.music.score import Note, Score, Track
from composer.playback.render import render_wav, rendered_seconds
from composer.playback.synth import SAMPLE_RATE, SoftSynth

# A second of silence, a note of half a second, and half a second without one.
TUNE = Score((Track.of([Note(69, 960, 480, 110)]), Track.of([Note(69, 1900, 20, 1)], channel=1)))


@pytest.fixture(autouse=True)
def synth_needed():
    try:
        SoftSynth().close()
    except SynthError as error:
        pytest.skip(f"NO FLUIDSYNTH: {error}")


def samples_of(path):
    """(frames, 2) int16."""
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (2, 2, SAMPLE_RATE)
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2").reshape(-1, 2)


def test_notes_sound_at_their_time_and_fade_away(tmp_path):
    list(render_wav(TUNE, tmp_path / "tune.wav"))
    samples = samples_of(tmp_path / "tune.wav")
    assert len(samples) == round(rendered_seconds(TUNE) * SAMPLE_RATE)
    loudness = [np.abs(part.astype(int)).max() for part in np.array_split(samples, len(samples) // (SAMPLE_RATE // 10))]
    assert max(loudness[:9]) < 20
    assert loudness[11] > 1000
    assert loudness[-1] < 200


def test_the_pitch_is_the_one_that_was_written(tmp_path):
    list(render_wav(TUNE, tmp_path / "tune.wav"))
    note = samples_of(tmp_path / "tune.wav")[SAMPLE_RATE + 4410 : SAMPLE_RATE + 17640, 0]
    spectrum = np.abs(np.fft.rfft(note * np.hanning(len(note)), 1 << 17))
    assert np.argmax(spectrum) * SAMPLE_RATE / (1 << 17) % 440 == pytest.approx(0, abs=6)


def test_a_rendering_that_is_given_up_leaves_no_file_behind(tmp_path):
    rendering = render_wav(TUNE, tmp_path / "tune.wav")
    list(islice(rendering, 1))
    rendering.close()
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_another_kind_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(SynthError, match=r"ends in \.wav"):
        list(render_wav(TUNE, tmp_path / "tune.mp3"))
