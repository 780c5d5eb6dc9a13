"""Hearing a sample: it plays from its beginning, and then the piece is back."""

import pytest

from composer.gui.training.listening import Listening
from composer.gui.transport import Transport
from composer.music.score import Note, Score, Track
from composer.playback import protocol
from tests.gui.fakes import FakeEngine

PIECE = Score((Track.of([Note(60, 0, 480)]),))
SAMPLE = Score((Track.of([Note(72, 0, 960)]),))


@pytest.fixture
def engine(qtbot) -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def transport(engine):
    transport = Transport(lambda: engine)
    transport.open(None)
    transport.show_score(PIECE)
    yield transport
    transport.close()


@pytest.fixture
def listening(transport):
    return Listening(transport, lambda: PIECE, transport)


def test_a_sample_is_played_once_from_its_beginning(listening, engine):
    listening.play(SAMPLE)
    assert engine.score is SAMPLE
    assert ("play", 0, None, 960) in engine.asked
    assert listening.is_on


def test_a_sample_that_begins_late_is_played_from_the_bar_of_its_first_note(listening, engine):
    late = Score((Track.of([Note(72, 100 * 1920 + 480, 960)]), Track()))
    listening.play(late)
    assert ("play", 100 * 1920, None, late.end) in engine.asked


def test_when_the_sample_has_ended_the_piece_plays_again(listening, transport, engine):
    listening.play(SAMPLE)
    engine.events.append(protocol.PlaybackStopped(0, engine.run))
    transport._drain()
    assert not listening.is_on
    transport.play()
    assert engine.score is PIECE


def test_the_piece_is_back_when_the_user_stops_and_plays_it(listening, transport, engine):
    listening.play(SAMPLE)
    transport.toggle()
    transport.toggle()
    assert engine.score is PIECE


def test_another_sample_takes_the_place_of_the_first(listening, engine):
    listening.play(PIECE)
    listening.play(SAMPLE)
    assert engine.score is SAMPLE
    assert listening.is_on


def test_a_sample_without_notes_is_not_played(listening, engine):
    listening.play(Score())
    assert not listening.is_on
    assert "play" not in engine.names()
