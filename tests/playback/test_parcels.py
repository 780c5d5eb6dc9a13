import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from composer.music.score import Note, Score, Track
from composer.playback.parcels import Parcel, Piece, Unpacker, parcelled
from composer.playback.protocol import SetScore, SetTimelines, Stop
from composer.playback.scheduler import timeline_of


def sent(message):
    """The parts of a message as the other side of a pipe gets them."""
    return [pickle.loads(pickle.dumps(part)) for part in parcelled(message)]


def test_a_score_arrives_as_timelines_in_pieces_that_a_pipe_takes_whole():
    score = Score((Track.of([Note(60 + index % 12, index * 10, 5) for index in range(5000)]),))
    parts, unpacker = sent(SetScore(score)), Unpacker()
    assert isinstance(parts[0], Parcel)
    assert all(len(pickle.dumps(part)) <= 16_384 for part in parts)
    *nothing, whole = [unpacker.take(part) for part in parts]
    assert set(nothing) == {None}
    assert isinstance(whole, SetTimelines)
    assert list(whole.timelines[""].between(0, score.end + 1)) == list(timeline_of(score).between(0, score.end + 1))


def test_an_empty_score_arrives_too():
    unpacker = Unpacker()
    whole = [unpacker.take(part) for part in sent(SetScore(Score(())))][-1]
    assert whole.timelines[""].ticks.size == 0


def test_other_messages_go_through_as_they_are():
    assert Unpacker().take(Stop()) == Stop()


@given(st.lists(st.integers(0, 40_000), max_size=5))
def test_arrays_of_any_size_survive(sizes):
    arrays, unpacker = [np.arange(size, dtype=np.uint16) for size in sizes], Unpacker()
    whole = [unpacker.take(part) for part in sent(arrays)][-1]
    assert all(np.array_equal(before, after) for before, after in zip(arrays, whole, strict=True))


def test_a_message_that_was_broken_off_is_forgotten_when_the_next_one_begins():
    unpacker = Unpacker()
    unpacker.take(Parcel((10, 20)))
    unpacker.take(Piece(b"12345"))
    assert [unpacker.take(part) for part in sent("other")][-1] == "other"
