from dataclasses import replace

import mido

from composer.midi.encoding import score_to_bytes
from composer.midi.files import read_score
from composer.music.controls import BEND, SUSTAIN, Control, Controls
from composer.music.pitch import Key
from composer.music.score import DRUM_CHANNEL, KeyChange, Marker, Note, Score, Track
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap

TUNE = Track.of([Note(60, 0, 480, 90), Note(60, 480, 480, 70), Note(64, 1920, 960, 80)], "Tune", program=73)
BASS = Track.of([Note(36, 0, 1920, 100)], "Bass", program=32, channel=1)
KIT = Track.of([Note(42, 240, 120, 60)], "Kit", channel=DRUM_CHANNEL)
SONG = Score(
    (TUNE, BASS, KIT),
    TempoMap((TempoChange(0, 500_000), TempoChange(1920, 400_000))),
    MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(1920, Meter(3, 4)))),
    (KeyChange(0, Key(2)),),
    (Marker(0, "Verse"), Marker(1920, "Refräng")),
)


def messages_of(score):
    """(tick, message) of everything in a file of one track, as another library reads it."""
    import io

    file = mido.MidiFile(file=io.BytesIO(score_to_bytes(score, is_single_track=True)))
    assert (file.type, len(file.tracks)) == (0, 1)
    tick, messages = 0, []
    for message in file.tracks[0]:
        tick += message.time
        messages.append((tick, message))
    return messages


def test_a_single_track_holds_every_note_at_its_time_on_its_channel():
    ons = [(tick, m.channel, m.note, m.velocity) for tick, m in messages_of(SONG) if m.type == "note_on"]
    expected = [(note.start, track.channel, note.pitch, note.velocity) for track in SONG.tracks for note in track.notes]
    assert sorted(ons) == sorted(expected)
    offs = [(tick, m.channel, m.note) for tick, m in messages_of(SONG) if m.type == "note_off"]
    assert sorted(offs) == sorted(
        (note.end, track.channel, note.pitch) for track in SONG.tracks for note in track.notes
    )


def test_in_a_single_track_changes_come_before_the_notes_of_their_tick_and_ends_before_beginnings():
    at_1920 = [message.type for tick, message in messages_of(SONG) if tick == 1920]
    assert at_1920 == ["time_signature", "set_tempo", "marker", "note_off", "note_on"]


def test_a_single_track_is_read_back_as_one_track_per_instrument():
    read = read_score(score_to_bytes(SONG, is_single_track=True))
    assert {(track.channel, track.program, track.notes) for track in read.tracks} == {
        (track.channel, track.program, track.notes) for track in SONG.tracks
    }
    assert (read.tempo_map, read.meter_map, read.keys) == (SONG.tempo_map, SONG.meter_map, SONG.keys)
    assert read.markers == SONG.markers


def test_an_empty_score_makes_a_single_track_too():
    assert read_score(score_to_bytes(Score(), is_single_track=True)).note_count == 0


def test_markers_are_kept_in_a_file_of_several_tracks_too():
    assert read_score(score_to_bytes(SONG)).markers == SONG.markers


def test_other_programs_see_the_markers():
    markers = [(tick, message.text) for tick, message in messages_of(SONG) if message.type == "marker"]
    assert [tick for tick, _ in markers] == [0, 1920]
    assert markers[0][1] == "Verse"


def test_in_a_single_track_controls_come_after_what_ends_and_before_what_begins():
    pedalled = replace(TUNE, controls=Controls([Control(480, SUSTAIN, 127), Control(480, BEND, 0x2100)]))
    at_480 = [message.type for tick, message in messages_of(Score((pedalled,))) if tick == 480]
    assert at_480 == ["note_off", "control_change", "pitchwheel", "note_on"]
    read = read_score(score_to_bytes(Score((pedalled,)), is_single_track=True))
    assert read.tracks[0].controls == pedalled.controls


def test_in_a_single_track_the_notes_of_two_hands_on_one_channel_are_told_apart():
    right, left = Track.of([Note(60, 0, 1920, 90)], "Right"), Track.of([Note(60, 480, 240, 50)], "Left")
    both = Score((right, left))
    assert [track.notes[0] for track in read_score(score_to_bytes(both)).tracks] == [right.notes[0], left.notes[0]]
    read = read_score(score_to_bytes(both, is_single_track=True))
    assert list(read.tracks[0].notes) == [Note(60, 0, 480, 90), Note(60, 480, 240, 50)]


def test_in_a_single_track_a_note_that_both_hands_begin_lasts_as_long_as_the_longer():
    both = Score((Track.of([Note(60, 0, 480, 90)]), Track.of([Note(60, 0, 960, 50)])))
    assert list(read_score(score_to_bytes(both, is_single_track=True)).tracks[0].notes) == [Note(60, 0, 960, 50)]


def test_in_a_single_track_notes_of_two_channels_may_overlap():
    both = Score((Track.of([Note(60, 0, 1920)]), Track.of([Note(60, 480, 240)], channel=1)))
    read = read_score(score_to_bytes(both, is_single_track=True))
    assert [track.notes for track in read.tracks] == [track.notes for track in both.tracks]
