import sys

import numpy as np
import pytest

from composer.music.errors import SynthError
from composer.playback import messages
from composer.playback.synth import SAMPLE_RATE, BuiltInSynth, SoftSynth, sound_font_path
from composer.playback.synth_settings import SynthSettings


def needs_fluidsynth() -> None:
    reason = "NO FLUIDSYNTH LIBRARY: the built-in synth is not tested"
    pytest.importorskip("fluidsynth", reason=reason, exc_type=ImportError)


def frames_of(synth: SoftSynth, seconds: float = 0.5) -> np.ndarray:
    """The next (frames,) int64 of the left channel."""
    return np.frombuffer(synth.samples(int(seconds * SAMPLE_RATE)), "<i2")[::2].astype(int)


def sound_of(settings: SynthSettings) -> np.ndarray:
    """Half a second of a note, and what is heard of it in the next one and a half; (frames,) int64."""
    synth = SoftSynth(settings)
    synth.send(messages.note_on(0, 60, 100))
    note = frames_of(synth)
    synth.send(messages.note_off(0, 60))
    tail = frames_of(synth, 1.5)
    synth.close()
    return np.concatenate([note, tail])


def test_the_sound_font_is_found_without_importing_pretty_midi():
    already_imported = "pretty_midi" in sys.modules
    assert sound_font_path().read_bytes()[:4] == b"RIFF"
    assert ("pretty_midi" in sys.modules) == already_imported


def test_a_missing_library_is_a_sentence_that_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fluidsynth", None)
    with pytest.raises(SynthError, match="install"):
        BuiltInSynth()


def test_a_missing_sound_device_is_a_sentence_that_names_what_was_tried():
    needs_fluidsynth()
    with pytest.raises(SynthError, match=r"no sound device \(tried nothing-of-the-kind\)"):
        BuiltInSynth(SynthSettings(audio_driver="nothing-of-the-kind"))


def test_a_note_is_louder_with_more_volume_and_longer_in_a_hall():
    needs_fluidsynth()
    loud, soft = sound_of(SynthSettings(reverb="none")), sound_of(SynthSettings(volume=20, reverb="none"))
    assert 3 < np.abs(loud).max() / np.abs(soft).max() < 7
    tails = [np.abs(sound_of(SynthSettings(reverb=reverb))[SAMPLE_RATE:]).mean() for reverb in ("none", "hall")]
    assert tails[1] > 1.2 * tails[0]


def test_another_sound_font_takes_the_place_of_the_first_while_a_note_sounds(tmp_path):
    needs_fluidsynth()
    copy = tmp_path / "ü copy.sf2"
    copy.symlink_to(sound_font_path())
    synth = SoftSynth()
    synth.send(messages.note_on(0, 60, 100))
    synth.samples(1000)
    synth.adjust(SynthSettings(str(copy)))
    synth.send(messages.note_on(0, 64, 100))
    assert np.abs(frames_of(synth)).max() > 1000
    synth.close()


@pytest.mark.parametrize("contents", [None, b"", b"RIFF\0\0\0\0sfbk" + bytes(40), b"no sound font"])
def test_a_sound_font_that_cannot_be_read_leaves_the_old_one(tmp_path, contents):
    needs_fluidsynth()
    damaged = tmp_path / "damaged.sf2"
    if contents is not None:
        damaged.write_bytes(contents)
    synth = SoftSynth()
    with pytest.raises(SynthError, match=r"damaged\.sf2"):
        synth.adjust(SynthSettings(str(damaged)))
    synth.send(messages.note_on(0, 60, 100))
    assert np.abs(frames_of(synth)).max() > 1000
    synth.close()


def test_a_missing_sound_font_is_a_sentence(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SynthError, match="sound font"):
        sound_font_path()
