from dataclasses import replace
from random import Random

import pytest

from composer.music import edits
from composer.music.controls import BEND, SUSTAIN, Control, Controls
from composer.music.score import Note, Score, Track
from composer.storage.delta import NOWHERE, Delta, Lane, delta_between
from composer.storage.encoding import score_to_parts
from composer.storage.splice import Splice
from tests.storage.music import random_edit, random_score

PIANO = Track.of([Note(60, 0, 480), Note(64, 480, 480), Note(64, 480, 480)], "Piano")
BASS = Track.of([Note(36, 0, 960)], "Bass", program=32, channel=1)
DUO = Score((PIANO, BASS))


def test_one_drawn_note_is_all_that_a_delta_holds():
    drawn = Note(62, 240, 120)
    delta = delta_between(DUO, edits.add(DUO, 0, [drawn]).score)
    assert delta.frames is None
    assert delta.lanes == (Lane(0, 0, (), (drawn,)),)


def test_equal_notes_are_counted():
    one_less = DUO.with_track(0, PIANO.with_notes(PIANO.notes[:-1]))
    delta = delta_between(DUO, one_less)
    assert delta.applied(DUO) == one_less
    assert delta.inverse.applied(one_less) == DUO


def test_one_note_in_two_places_is_counted_too():
    note = Note(60, 0, 480)
    once, twice = Score((Track((note,)),)), Score((Track((note, note)),))
    assert delta_between(once, twice).applied(once) == twice
    assert delta_between(twice, once).applied(twice) == once


def test_tracks_that_change_places_keep_their_notes_out_of_the_delta():
    swapped = replace(DUO, tracks=(BASS, PIANO))
    delta = delta_between(DUO, swapped)
    assert all(not lane.removed and not lane.added for lane in delta.lanes)
    assert delta.applied(DUO) == swapped


def test_a_deleted_track_comes_back_with_its_notes():
    alone = replace(DUO, tracks=(BASS,))
    delta = delta_between(DUO, alone)
    assert Lane(0, NOWHERE, PIANO.notes) in delta.lanes
    assert delta.inverse.applied(alone) == DUO


def test_a_track_that_did_not_change_stays_the_same_object():
    after = edits.add(DUO, 0, [Note(70, 0, 10)]).score
    assert delta_between(DUO, after).applied(DUO).tracks[1] is BASS


def test_a_curve_that_is_drawn_is_all_that_a_delta_holds():
    pedalled = replace(PIANO, controls=Controls([Control(tick, SUSTAIN, 127 * (tick % 2)) for tick in range(100)]))
    before = Score((pedalled, BASS))
    bend = Controls([Control(50, BEND, 100)])
    after = before.with_track(0, replace(pedalled, controls=pedalled.controls.merged(bend)))
    delta = delta_between(before, after)
    assert delta == Delta(None, (Lane(0, 0, splice=Splice(51, added=bend)),))
    assert delta.applied(before) == after
    assert delta.inverse.applied(after) == before
    with pytest.raises(ValueError, match="not there"):
        delta.inverse.applied(before)


def test_tracks_that_change_places_take_their_controls_along():
    pedalled = replace(PIANO, controls=Controls([Control(0, SUSTAIN, 127)]))
    before, after = Score((pedalled, BASS)), Score((BASS, pedalled))
    assert delta_between(before, after).applied(before) == after


def test_a_delta_refuses_a_score_that_it_does_not_begin_with():
    delta = delta_between(DUO, edits.delete(DUO, frozenset({(1, BASS.notes[0])})).score)
    with pytest.raises(ValueError, match="not there"):
        delta.applied(Score((PIANO, Track())))
    many = delta_between(Score((Track.of(Note(60, tick, 1) for tick in range(50)),)), Score())
    with pytest.raises(ValueError, match="not there"):
        many.applied(Score((Track.of(Note(61, tick, 1) for tick in range(50)),)))


@pytest.mark.parametrize("number", range(60))
def test_any_edit_leads_there_and_back_byte_for_byte(number):
    random = Random(number)
    before = random_score(random)
    after = before
    for _ in range(random.randrange(1, 5)):
        after = random_edit(random, after)
    delta = delta_between(before, after)
    assert score_to_parts(delta.applied(before)) == score_to_parts(after)
    assert score_to_parts(delta.inverse.applied(after)) == score_to_parts(before)
