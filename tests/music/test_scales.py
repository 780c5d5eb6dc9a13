"""Scales, and the key that notes are in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.music.pitch import Key
from composer.music.scales import SCALES, Scale, detect_key, key_of_tracks
from composer.music.score import Note, Track

C_MAJOR = [60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60]


def tune(pitches, duration=240):
    return [Note(pitch, index * duration, duration) for index, pitch in enumerate(pitches)]


@pytest.mark.parametrize("kind", SCALES)
def test_every_scale_begins_on_its_tonic_and_rises_within_the_octave(kind):
    degrees = SCALES[kind]
    assert degrees[0] == 0
    assert list(degrees) == sorted(set(degrees))
    assert degrees[-1] < 12


def test_relative_keys_share_their_pitches():
    assert Scale(0).pitch_classes == Scale(9, "minor").pitch_classes == Scale(2, "dorian").pitch_classes
    assert Scale.of_key(Key(3, "minor")) == Scale(3, "minor")


@pytest.mark.parametrize(
    ("scale", "name"),
    [
        (Scale(3, "dorian"), "E♭ dorian"),
        (Scale(7), "G major"),
        (Scale(6, "lydian"), "G♭ lydian"),
        (Scale(10, "blues"), "B♭ blues"),
        (Scale(0, "whole tone"), "C whole tone"),
    ],
)
def test_a_scale_is_named_as_its_signature_is_written(scale, name):
    assert scale.name == name


@pytest.mark.parametrize(
    ("pitch", "steps", "moved"),
    [(60, 1, 62), (60, -1, 59), (64, 1, 65), (60, 7, 72), (61, 1, 62), (61, -1, 60), (61, 2, 64), (60, 0, 60)],
)
def test_steps_follow_the_scale_and_lead_back_into_it(pitch, steps, moved):
    assert Scale(0).moved(pitch, steps) == moved


@pytest.mark.parametrize("semitones", range(12))
def test_a_tune_is_found_in_every_key(semitones):
    assert detect_key(tune(pitch + semitones for pitch in C_MAJOR)) == Key(semitones)


def test_long_notes_weigh_more_in_the_key():
    ending_in_minor = [*tune(C_MAJOR), Note(57, 5000, 3000), Note(64, 5000, 3000)]
    assert detect_key(ending_in_minor) == Key(9, "minor")


def test_no_notes_have_no_key():
    assert detect_key([]) is None


@pytest.mark.parametrize(
    ("words", "scale"), [("2 dorian", Scale(2, "dorian")), ("11 whole tone", Scale(11, "whole tone"))]
)
def test_a_scale_is_read_from_its_stored_words(words, scale):
    assert Scale.of_words(words) == scale


@pytest.mark.parametrize("words", ["", "key", "dorian", "2 klingon", "x dorian", "-1 dorian"])
def test_other_words_are_no_scale(words):
    assert Scale.of_words(words) is None


@given(
    st.lists(st.builds(Note, st.integers(0, 127), st.integers(0, 99), st.integers(1, 99)), max_size=30), st.booleans()
)
def test_the_key_of_tracks_is_that_of_their_notes_without_drums(notes, is_drums):
    tracks = [Track.of(notes[:9]), Track.of(notes[9:], channel=9 if is_drums else 1)]
    assert key_of_tracks(tracks) == detect_key(notes[:9] if is_drums else notes)
