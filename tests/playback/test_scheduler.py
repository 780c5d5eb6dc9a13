from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from composer.music.score import Note, Score, Track
from composer.music.time import TempoChange, TempoMap
from composer.playback.scheduler import NoteEvent, timeline_of, timelines_of

notes = st.builds(
    Note,
    pitch=st.integers(58, 62),
    start=st.integers(0, 2000),
    duration=st.integers(1, 900),
    velocity=st.integers(1, 127),
)
scores = st.builds(
    lambda *note_lists: Score(tuple(Track.of(notes, channel=index % 2) for index, notes in enumerate(note_lists))),
    *[st.lists(notes, max_size=12)] * 3,
)


def events(score):
    return list(timeline_of(score).between(0, score.end + 1))


def test_an_end_comes_before_the_beginning_of_the_next_note_at_the_same_tick():
    score = Score((Track.of([Note(60, 0, 480, 90), Note(60, 480, 240, 70)], channel=3),))
    assert events(score) == [
        NoteEvent(0, 3, 60, 90),
        NoteEvent(480, 3, 60, 0),
        NoteEvent(480, 3, 60, 70),
        NoteEvent(720, 3, 60, 0),
    ]


def test_a_note_that_begins_while_its_pitch_sounds_cuts_the_earlier_one_off():
    score = Score((Track.of([Note(60, 0, 960), Note(60, 480, 100)]),))
    assert [(event.tick, event.velocity > 0) for event in events(score)] == [
        (0, True),
        (480, False),
        (480, True),
        (580, False),
    ]


def test_of_equal_notes_that_begin_together_the_longest_is_played():
    score = Score((Track.of([Note(60, 0, 100)]), Track.of([Note(60, 0, 300)])))
    assert [event.tick for event in events(score)] == [0, 300]


def test_the_same_pitch_on_two_channels_is_two_notes():
    score = Score((Track.of([Note(60, 0, 480)]), Track.of([Note(60, 240, 480)], channel=1)))
    assert [(event.tick, event.channel) for event in events(score)] == [(0, 0), (240, 1), (480, 0), (720, 1)]


def test_a_window_holds_its_first_tick_and_not_its_last():
    timeline = timeline_of(Score((Track.of([Note(60, 0, 480), Note(62, 480, 480)]),)))
    assert [event.tick for event in timeline.between(0, 480)] == [0]
    assert [event.tick for event in timeline.between(480, 960)] == [480, 480]


def test_seconds_follow_the_tempo_map():
    tempo_map = TempoMap((TempoChange(0, 500_000), TempoChange(480, 1_000_000)))
    timeline = timeline_of(Score((Track.of([Note(60, 0, 480), Note(62, 480, 480)]),), tempo_map=tempo_map))
    assert timeline.seconds.tolist() == [0.0, 0.5, 0.5, 1.5]


def test_programs_are_named_once_per_channel_that_has_notes():
    score = Score((Track.of([Note(60, 0, 1)], program=5, channel=2), Track(program=9, channel=4)))
    assert timeline_of(score).programs == ((2, 5),)


def test_a_score_without_tracks_has_an_empty_timeline():
    assert timeline_of(Score(())).end == 0


@given(scores)
def test_on_every_channel_beginnings_and_ends_of_a_pitch_alternate(score):
    sounding = set()
    for event in events(score):
        key = (event.channel, event.pitch)
        assert (key in sounding) == (event.velocity == 0)
        sounding ^= {key}
    assert not sounding


@given(scores, st.integers(0, 60), st.sets(st.tuples(st.integers(0, 2), st.integers(58, 62))))
def test_what_sounds_before_an_event_is_what_began_and_did_not_end(score, index, pairs):
    timeline = timeline_of(score)
    index = min(index, timeline.ticks.size)
    sounding = set()
    for event in map(timeline.event, range(index)):
        sounding ^= {(event.channel, event.pitch)}
    assert timeline.sounding_before(index, pairs) == sounding & pairs


def test_a_note_that_began_long_ago_still_sounds():
    bass = Track.of([Note(36, 0, 960_000)])
    runs = Track.of([Note(60 + index % 12, index * 10, 5) for index in range(5000)], channel=1)
    timeline = timeline_of(Score((bass, runs)))
    assert timeline.sounding_before(9000, {(0, 36), (1, 60), (2, 36)}) == {(0, 36)}


def test_a_muted_track_has_no_events_but_time_goes_on_to_its_end():
    tune, bass = Track.of([Note(60, 0, 480)]), Track.of([Note(36, 0, 1920)], program=32, channel=1)
    timeline = timeline_of(Score((tune, replace(bass, is_muted=True))))
    assert [event.pitch for event in timeline.between(0, 2000)] == [60, 60]
    assert timeline.end == 1920
    assert timeline.programs == ((0, 0),)


def test_beside_a_solo_track_the_others_have_no_events():
    tune, bass = Track.of([Note(60, 0, 480)]), Track.of([Note(36, 0, 480)], channel=1, program=32)
    timeline = timeline_of(Score((tune, replace(bass, is_solo=True))))
    assert [event.pitch for event in timeline.between(0, 2000)] == [36, 36]


def test_every_port_has_a_timeline_of_its_own_that_is_as_long_as_the_piece():
    tune, bass = Track.of([Note(60, 0, 480)]), Track.of([Note(36, 0, 1920)], program=32)
    timelines = timelines_of(Score((tune, replace(bass, port="Bass synth"))))
    assert {port: [event.pitch for event in timeline.between(0, 2000)] for port, timeline in timelines.items()} == {
        "": [60, 60],
        "Bass synth": [36, 36],
    }
    assert [timeline.programs for timeline in timelines.values()] == [((0, 0),), ((0, 32),)]
    assert [timeline.end for timeline in timelines.values()] == [1920, 1920]


def test_a_muted_track_on_a_port_of_its_own_keeps_the_port_but_has_no_events():
    timelines = timelines_of(Score((Track(), Track((Note(36, 0, 480),), port="Bass synth", is_muted=True))))
    assert timelines["Bass synth"].ticks.size == 0
