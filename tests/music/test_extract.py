from composer.music.controls import SUSTAIN, Control, Controls
from composer.music.edits import everything
from composer.music.extract import bar_before, clip_of, continuation, extract, with_bpm, with_ppq, with_tracks
from composer.music.pitch import Key
from composer.music.score import KeyChange, Marker, Note, Score, Track
from composer.music.take import ContinuedNote
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap

BAR = 1920
TUNE = Track.of([Note(60, 0, 480), Note(62, BAR + 480, 480), Note(64, 3 * BAR, 480)], "Tune", program=73)
BASS = Track.of([Note(36, 0, BAR)], "Bass", program=32, channel=1)
SONG = Score(
    (TUNE, BASS),
    TempoMap((TempoChange(0, 500_000), TempoChange(BAR, 400_000), TempoChange(2 * BAR, 300_000))),
    MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(2 * BAR, Meter(3, 4)))),
    (KeyChange(0, Key(0)), KeyChange(BAR, Key(2))),
    (Marker(0, "Verse"), Marker(2 * BAR, "Chorus")),
)


def test_an_extract_begins_where_it_is_told_and_leaves_out_empty_tracks():
    chosen = frozenset({(0, TUNE.notes[1]), (0, TUNE.notes[2])})
    part = extract(SONG, chosen, BAR)
    assert part.tracks == (Track.of([Note(62, 480, 480), Note(64, 2 * BAR, 480)], "Tune", program=73),)


def test_an_extract_has_the_tempo_metre_key_and_markers_that_hold_there():
    part = extract(SONG, frozenset({(0, TUNE.notes[2])}), BAR + 480)
    assert part.tempo_map.changes == (TempoChange(0, 400_000), TempoChange(BAR - 480, 300_000))
    assert part.meter_map.changes == (MeterChange(0, Meter(4, 4)), MeterChange(BAR - 480, Meter(3, 4)))
    assert part.keys == (KeyChange(0, Key(2)),)
    assert part.markers == (Marker(BAR - 480, "Chorus"),)


def test_nothing_that_changes_after_its_last_note_belongs_to_an_extract():
    part = extract(SONG, frozenset({(0, TUNE.notes[0]), (1, BASS.notes[0])}), 0)
    assert (part.tempo_map.changes, part.meter_map.changes) == (SONG.tempo_map.changes[:1], SONG.meter_map.changes[:1])
    assert (part.keys, part.markers) == (SONG.keys[:1], SONG.markers[:1])


def test_an_extract_of_everything_from_the_start_is_the_whole():
    assert extract(SONG, everything(SONG), 0) == SONG


def test_the_bar_before_is_the_one_of_the_earliest_note():
    assert bar_before(SONG, frozenset({(0, TUNE.notes[1]), (0, TUNE.notes[2])})) == BAR
    assert bar_before(SONG, frozenset()) == 0


def test_a_continuation_is_the_notes_of_a_take_from_the_bar_in_which_they_begin():
    take = [ContinuedNote(Note(67, BAR + 960, 240), 0), ContinuedNote(Note(40, 3 * BAR, 240), 1)]
    part = continuation(SONG, take)
    assert [(track.name, [note.start for note in track.notes]) for track in part.tracks] == [
        ("Tune", [960]),
        ("Bass", [2 * BAR]),
    ]


def test_a_clip_begins_at_tick_0_and_counts_as_its_new_score_does():
    song = Score((Track.of([Note(60, 960, 480)]), Track.of([Note(36, 1440, 480)])))
    assert clip_of(song).with_ppq(240).tracks == ((0, (Note(60, 0, 240),)), (1, (Note(36, 240, 240),)))


def test_some_tracks_are_those_and_no_others():
    assert with_tracks(SONG, [1]).tracks == (BASS,)


def test_one_tempo_replaces_all_others():
    assert with_bpm(SONG, 100).tempo_map == TempoMap.constant(100)


def test_other_ticks_leave_the_music_as_it_is():
    finer = with_ppq(SONG, 960)
    assert finer.ppq == 960
    assert finer.tracks[0].notes[1] == Note(62, 2 * BAR + 960, 960)
    assert finer.seconds == SONG.seconds
    assert with_ppq(finer, 480) == SONG
    assert with_ppq(SONG, 480) is SONG


def test_in_coarser_ticks_no_note_vanishes_and_their_order_is_kept():
    short = Score((Track.of([Note(64, 0, 1), Note(60, 1, 1)]),))
    assert with_ppq(short, 24).tracks[0].notes == (Note(60, 0, 1), Note(64, 0, 1))


def test_of_changes_that_come_to_one_tick_the_last_holds():
    song = Score(tempo_map=TempoMap((TempoChange(0, 500_000), TempoChange(1, 400_000))))
    assert with_ppq(song, 24).tempo_map.changes == (TempoChange(0, 400_000),)


def test_controls_go_with_the_notes_of_their_track():
    pedal = Controls([Control(0, SUSTAIN, 127), Control(960, SUSTAIN, 0)])
    score = Score((Track((Note(60, 480, 480),), controls=pedal),))
    assert extract(score, frozenset({(0, Note(60, 480, 480))}), 480).tracks[0].controls == Controls(
        [Control(0, SUSTAIN, 127), Control(480, SUSTAIN, 0)]
    )
    assert [control.tick for control in with_ppq(score, 960).tracks[0].controls] == [0, 1920]
