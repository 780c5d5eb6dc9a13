"""The score as an immutable value."""

from dataclasses import FrozenInstanceError

import pytest

from composer.music.errors import ScoreError
from composer.music.pitch import Key
from composer.music.score import DRUM_CHANNEL, KeyChange, Note, Score, Track
from composer.music.time import MeterMap, TempoMap

MELODY = Track.of([Note(64, 480, 480), Note(60, 0, 480)], "Melody")
BASS = Track.of([Note(36, 0, 1920)], "Bass", program=32, channel=1)
SONG = Score((MELODY, BASS), keys=(KeyChange(0, Key(0)), KeyChange(960, Key(7))))


@pytest.mark.parametrize(
    "values",
    [(-1, 0, 1, 80), (128, 0, 1, 80), (60, -1, 1, 80), (60, 0, 0, 80), (60, 0, 1, 0), (60, 0, 1, 128)],
)
def test_a_note_that_no_score_can_hold_is_refused(values: tuple[int, int, int, int]):
    with pytest.raises(ScoreError):
        Note(*values)


def test_the_lowest_and_the_highest_pitch_are_allowed():
    assert Note(0, 0, 1).end == Note(127, 0, 1).end == 1


def test_a_note_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Note(60, 0, 480).pitch = 61  # type: ignore[misc]


def test_a_track_orders_its_notes_by_start_then_pitch():
    notes = Track.of([Note(67, 0, 1), Note(60, 480, 1), Note(60, 0, 1)]).notes
    assert [(note.start, note.pitch) for note in notes] == [(0, 60), (0, 67), (480, 60)]


def test_a_track_keeps_its_instrument_when_its_notes_change():
    assert BASS.with_notes([]) == Track((), "Bass", program=32, channel=1)


def test_a_track_ends_with_its_longest_note_not_its_last():
    assert Track.of([Note(36, 0, 1920), Note(60, 480, 480)]).end == 1920
    assert Track().end == 0


def test_channel_10_plays_drums():
    assert Track(channel=DRUM_CHANNEL).is_drums
    assert not BASS.is_drums


def test_a_score_counts_its_notes_ticks_and_seconds():
    assert (SONG.note_count, SONG.end, SONG.seconds) == (3, 1920, 2.0)


def test_a_score_starts_with_its_first_note_in_any_track():
    late = Score((Track(), Track.of([Note(60, 480, 960)]), Track.of([Note(60, 240, 60), Note(60, 960, 60)])))
    assert (late.start, Score().start) == (240, 0)


def test_a_key_holds_until_the_next():
    assert [SONG.key_at(tick) for tick in (0, 959, 960)] == [Key(0), Key(0), Key(7)]
    assert Score().key_at(0) is None


def test_replacing_a_track_shares_the_others():
    changed = SONG.with_track(0, MELODY.with_notes([]))
    assert changed.tracks[1] is BASS
    assert SONG.tracks[0] is MELODY


def test_tempo_and_metre_must_count_the_same_ticks():
    with pytest.raises(ScoreError, match="disagree"):
        Score(tempo_map=TempoMap(ppq=480), meter_map=MeterMap(ppq=960))
