from dataclasses import replace

from composer.music.score import DRUM_CHANNEL, Note, Score, Track
from composer.music.tracks import (
    TRACK_COLOURS,
    add_track,
    by_port,
    colour_of,
    delete_track,
    first_pitched,
    free_channel,
    heard,
    is_heard,
    label_of,
    move_track,
    places_after,
    rename_track,
    set_channel,
    set_colour,
    set_muted,
    set_port,
    set_program,
    set_solo,
)

TUNE = Track.of([Note(60, 0, 480)], name="Tune")
BASS = Track.of([Note(36, 0, 480)], name="Bass", program=32, channel=1)
DRUMS = Track.of([Note(42, 0, 480)], name="Kit", channel=DRUM_CHANNEL)
PAIR = Score((TUNE, BASS))
BAND = Score((TUNE, BASS, DRUMS))


def names(score):
    return [track.name for track in score.tracks]


def test_a_muted_track_is_not_heard():
    score = PAIR.with_track(1, replace(BASS, is_muted=True))
    assert [is_heard(score, index) for index in (0, 1)] == [True, False]


def test_beside_a_solo_track_no_other_is_heard():
    score = PAIR.with_track(1, replace(BASS, is_solo=True))
    assert [is_heard(score, index) for index in (0, 1)] == [False, True]


def test_a_solo_track_that_is_muted_stays_silent():
    score = PAIR.with_track(1, replace(BASS, is_solo=True, is_muted=True))
    assert not any(is_heard(score, index) for index in (0, 1))


def test_what_is_heard_leaves_silent_tracks_in_place_without_their_notes():
    score = PAIR.with_track(0, replace(TUNE, is_muted=True))
    assert [len(track.notes) for track in heard(score).tracks] == [0, 1]
    assert heard(score).tracks[1] is BASS


def test_a_score_that_is_heard_whole_is_not_copied():
    assert heard(PAIR) is PAIR


def test_tracks_have_the_colour_of_their_place_until_one_is_chosen():
    tracks = (*(Track() for _ in range(TRACK_COLOURS)), Track(), Track(colour=5))
    score = Score(tracks)
    assert [colour_of(score, index) for index in (0, 1, TRACK_COLOURS, TRACK_COLOURS + 1)] == [0, 1, 0, 5]


def test_a_new_track_comes_last_and_has_a_channel_of_its_own():
    score = add_track(BAND)
    assert score.tracks[:3] == BAND.tracks
    assert (score.tracks[3].notes, score.tracks[3].channel) == ((), 2)


def test_a_track_without_a_name_is_called_by_its_number():
    assert [label_of(add_track(PAIR), index) for index in range(3)] == ["Tune", "Bass", "Track 3"]


def test_free_channels_leave_out_the_drums_and_run_out_after_fifteen():
    score = Score(tuple(Track(channel=channel) for channel in range(9)))
    assert free_channel(score) == 10
    assert free_channel(Score(tuple(Track(channel=channel) for channel in range(16)))) is None


def test_a_deleted_track_takes_its_notes_along_and_the_others_keep_their_colours():
    score = delete_track(BAND, 0)
    assert names(score) == ["Bass", "Kit"]
    assert [colour_of(score, index) for index in (0, 1)] == [1, 2]


def test_the_last_track_stays():
    score = Score((TUNE,))
    assert delete_track(score, 0) is score


def test_a_moved_track_keeps_its_colour_and_so_do_those_that_make_room():
    score = move_track(BAND, 2, 0)
    assert names(score) == ["Kit", "Tune", "Bass"]
    assert [colour_of(score, index) for index in range(3)] == [2, 0, 1]


def test_a_track_does_not_move_beyond_the_ends():
    assert move_track(BAND, 0, -1) is BAND
    assert move_track(BAND, 2, 3) is BAND
    assert move_track(BAND, 1, 1) is BAND


def test_name_colour_channel_mute_and_solo_change_one_track_alone():
    for after in (
        rename_track(PAIR, 1, "Cello"),
        set_colour(PAIR, 1, 5),
        set_channel(PAIR, 1, 7),
        set_muted(PAIR, 1, True),
        set_solo(PAIR, 1, True),
    ):
        assert after.tracks[0] is TUNE
        assert after.tracks[1].notes is BASS.notes
        assert after.tracks[1] != BASS


def test_a_change_that_changes_nothing_gives_the_same_score():
    assert rename_track(PAIR, 1, "Bass") is PAIR
    assert set_program(PAIR, 1, 32) is PAIR
    assert set_solo(PAIR, 0, False) is PAIR


def test_another_program_on_a_shared_channel_moves_to_a_free_channel():
    hands = Score((TUNE, replace(BASS, channel=0, program=0)))
    assert [(track.program, track.channel) for track in set_program(hands, 1, 40).tracks] == [(0, 0), (40, 1)]
    assert set_program(PAIR, 1, 40).tracks[1].channel == 1


def test_drums_that_get_a_program_become_tones():
    assert set_program(BAND, 2, 11).tracks[2].channel == 2


def test_drums_leave_their_channel_even_when_all_others_are_taken():
    score = Score(tuple(Track(channel=channel) for channel in range(16)))
    assert set_program(score, DRUM_CHANNEL, 11).tracks[DRUM_CHANNEL].channel == 0


def test_the_first_pitched_track_is_one_with_notes_if_there_is_any():
    assert first_pitched(Score((DRUMS, Track(channel=2), TUNE))) == 2
    assert first_pitched(Score((DRUMS, Track(channel=2)))) == 1
    assert first_pitched(Score((DRUMS,))) == 0


def test_tracks_are_found_again_after_a_move_a_deletion_and_their_undoing():
    moved, shorter = move_track(BAND, 0, 2), delete_track(BAND, 1)
    assert places_after(BAND, moved) == (2, 0, 1)
    assert places_after(moved, BAND) == (1, 2, 0)
    assert places_after(BAND, shorter) == (0, None, 1)
    assert places_after(shorter, BAND) == (0, 2)


def test_a_track_with_other_notes_or_another_name_is_where_it_was():
    edited = BAND.with_track(1, BASS.with_notes([Note(40, 0, 480)]))
    assert places_after(BAND, edited) == (0, 1, 2)
    assert places_after(BAND, rename_track(edited, 1, "Cello")) == (0, 1, 2)
    assert places_after(BAND, add_track(BAND)) == (0, 1, 2)


def test_tracks_are_found_by_the_port_that_they_are_played_on():
    score = set_port(set_port(BAND, 1, "Bass synth"), 2, "Bass synth")
    assert by_port(score, "") == {"": [0], "Bass synth": [1, 2]}


def test_a_port_that_is_the_piece_s_output_is_no_port_of_its_own():
    assert by_port(set_port(BAND, 1, "Bass synth"), "Bass synth") == {"": [0, 1, 2]}


def test_a_track_on_a_port_of_its_own_keeps_its_channel_when_the_instrument_changes():
    score = set_port(set_channel(PAIR, 1, 0), 1, "Bass synth")
    assert set_program(score, 1, 33).tracks[1].channel == 0
