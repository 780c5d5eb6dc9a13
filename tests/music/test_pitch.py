"""Names of pitches and keys, and finding the key of some notes."""

import pytest

from composer.music.pitch import Key, estimate_key, is_black, pitch_name

C_MAJOR_TUNE = [60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60]


@pytest.mark.parametrize(
    ("pitch", "flats", "name"),
    [(60, False, "C4"), (0, False, "C-1"), (127, False, "G9"), (61, False, "C♯4"), (61, True, "D♭4")],
)
def test_a_pitch_has_its_scientific_name(pitch: int, flats: bool, name: str):
    assert pitch_name(pitch, flats) == name


def test_a_piano_octave_has_five_black_keys():
    assert sum(map(is_black, range(60, 72))) == 5


@pytest.mark.parametrize(
    ("key", "sharps", "name"),
    [
        (Key(0), 0, "C major"),
        (Key(7), 1, "G major"),
        (Key(5), -1, "F major"),
        (Key(9, "minor"), 0, "A minor"),
        (Key(3, "minor"), 6, "D♯ minor"),
        (Key(3), -3, "E♭ major"),
    ],
)
def test_a_key_knows_its_signature_and_its_name(key: Key, sharps: int, name: str):
    assert (key.sharps, key.name) == (sharps, name)


@pytest.mark.parametrize(
    ("key", "blacks"),
    [
        (Key(0), "C♯ E♭ F♯ G♯ B♭"),
        (Key(0, "minor"), "D♭ E♭ G♭ A♭ B♭"),
        (Key(2, "minor"), "C♯ E♭ F♯ A♭ B♭"),
        (Key(4, "minor"), "C♯ D♯ F♯ G♯ B♭"),
        (Key(6), "C♯ D♯ F♯ G♯ A♯"),
        (Key(8), "D♭ E♭ G♭ A♭ B♭"),
    ],
)
def test_a_key_calls_black_keys_by_the_names_that_belong_to_it(key: Key, blacks: str):
    assert " ".join(name for name in key.names if len(name) == 2) == blacks
    assert "".join(name for name in key.names if len(name) == 1) == "CDEFGAB"
    assert key.pitch_name(75) == f"{key.names[3]}5"


@pytest.mark.parametrize("mode", ["major", "minor"])
def test_every_signature_leads_back_to_its_key(mode):
    for tonic in range(12):
        key = Key(tonic, mode)
        assert Key.from_signature(key.sharps, mode) == key


def test_seven_sharps_are_the_key_of_five_flats():
    assert Key.from_signature(7, "major") == Key.from_signature(-5, "major")


@pytest.mark.parametrize("semitones", range(12))
def test_the_key_of_a_tune_moves_with_the_tune(semitones: int):
    assert estimate_key(pitch + semitones for pitch in C_MAJOR_TUNE) == Key(semitones)


def test_long_notes_weigh_more_in_the_key():
    pitches = [57, 59, 60, 62, 64, 65, 67, 69]
    assert estimate_key(pitches, [8, 1, 4, 1, 6, 1, 1, 8]) == Key(9, "minor")
    assert estimate_key(pitches, [1, 1, 8, 1, 4, 1, 6, 1]) == Key(0)


def test_no_notes_have_no_key():
    assert estimate_key([]) is None
