import sys

import pytest

from composer.music.errors import SynthError
from composer.playback.synth import BuiltInSynth, sound_font_path


def test_the_sound_font_is_found_without_importing_pretty_midi():
    already_imported = "pretty_midi" in sys.modules
    assert sound_font_path().read_bytes()[:4] == b"RIFF"
    assert ("pretty_midi" in sys.modules) == already_imported


def test_a_missing_library_is_a_sentence_that_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fluidsynth", None)
    with pytest.raises(SynthError, match="install"):
        BuiltInSynth()


def test_a_missing_sound_device_is_a_sentence_that_names_what_was_tried():
    pytest.importorskip(
        "fluidsynth", reason="NO FLUIDSYNTH LIBRARY: the built-in synth is not tested", exc_type=ImportError
    )
    with pytest.raises(SynthError, match=r"no sound device \(tried nothing-of-the-kind\)"):
        BuiltInSynth(drivers=["nothing-of-the-kind"])


def test_a_missing_sound_font_is_a_sentence(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SynthError, match="sound font"):
        sound_font_path()
