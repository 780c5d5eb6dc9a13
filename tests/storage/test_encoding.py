from dataclasses import fields
from random import Random

import pytest

from composer.music.controls import BEND, SUSTAIN, Control, Controls
from composer.music.score import Note, Score, Track
from composer.music.take import ContinuedNote
from composer.storage import encoding
from composer.storage.delta import delta_between
from composer.storage.encoding import (
    delta_to_parts,
    pack,
    pack_take,
    parts_to_delta,
    parts_to_score,
    score_to_parts,
    unpack,
    unpack_take,
)
from tests.storage.music import random_edit, random_score


@pytest.mark.parametrize("score", [Score(), Score(()), random_score(Random(1)), random_score(Random(2), 2000, 12)])
def test_a_score_survives(score):
    assert parts_to_score(*score_to_parts(score)) == score


def test_everything_that_a_track_can_have_survives():
    changed = {"name": "Ďäß 音", "program": 40, "channel": 9, "colour": 3, "is_muted": True, "is_solo": True}
    changed["port"] = "Piano · ALSA"
    assert changed.keys() == {field.name for field in fields(Track)} - {"notes", "controls"}
    controls = Controls([Control(5, SUSTAIN, 127), Control(5, BEND, 16383)])
    score = Score((Track((Note(1, 2, 3, 4),), controls=controls, **changed), Track()))
    assert parts_to_score(*score_to_parts(score)) == score


def test_everything_that_a_score_can_have_is_known_to_the_encoding():
    assert {field.name for field in fields(Score)} == {"tracks", "tempo_map", "meter_map", "keys", "markers"}
    assert {field.name for field in fields(Note)} == {"pitch", "start", "duration", "velocity"}


def test_ticks_beyond_32_bits_survive():
    score = Score((Track((Note(60, 2**40, 2**33),)),))
    assert parts_to_score(*score_to_parts(score)) == score


def test_a_track_without_something_that_tracks_have_gained_since_gets_its_default():
    frame, *contents = score_to_parts(Score((Track(name="Old"),)))
    older = frame.replace(',"is_solo":false', "").replace(',"port":""', "")
    assert "port" not in older
    assert parts_to_score(older, *contents).tracks[0] == Track(name="Old")


@pytest.mark.parametrize("number", range(20))
def test_a_delta_survives(number):
    random = Random(number)
    before = random_score(random)
    after = random_edit(random, random_edit(random, before))
    delta = delta_between(before, after)
    again = parts_to_delta(*delta_to_parts(delta))
    assert again == delta
    assert again.applied(before) == after


def test_a_take_survives_with_its_tracks():
    take = [ContinuedNote(Note(60, 960, 30), 2, 5), ContinuedNote(Note(64, 960, 30), 0, 5)]
    assert unpack_take(pack_take(take), 5) == take


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        ('"counts":[1]', "disagree"),
        ('"counts":[-1,1]', "disagree"),
        ('"control_counts":[1]', "controls disagree"),
        ('"counts":[0],"program":"x"', "as its program"),
    ],
)
def test_parts_that_contradict_each_other_are_refused(frame, why):
    good, *contents = score_to_parts(Score())
    counts = f"{frame.partition(':')[0]}:[0]"
    bad = good.replace('"program":0', '"program":"x"') if "program" in frame else good.replace(counts, frame)
    with pytest.raises(ValueError, match=why):
        parts_to_score(bad, *contents)


def test_notes_that_are_cut_off_are_refused():
    packed = pack([(1, 2, 3, 4)] * 50)
    for broken in (packed[:-3], pack([(1, 2, 3)]), b"no notes"):
        with pytest.raises(ValueError, match=r"damaged|cut off"):
            unpack(broken, 4)


def test_a_small_blob_cannot_fill_the_memory(monkeypatch):
    monkeypatch.setattr(encoding, "LARGEST_BLOB", 1 << 16)
    with pytest.raises(ValueError, match="cut off"):
        unpack(pack([(0, 0, 0, 0)] * 100_000), 4)
