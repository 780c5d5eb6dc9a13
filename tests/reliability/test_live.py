"""The shows of live playing, small; at full size they are commands of their own."""

import pytest

from tests.end_to_end.jack import requires_jack
from tests.reliability import clock, crashes, delivery, played, refreshes, silence

pytestmark = [pytest.mark.end_to_end, requires_jack]

PATIENT = 1.0  # seconds: what holds on a machine that does ten other things meanwhile


def test_every_action_in_the_middle_of_playing_leaves_silence():
    taken, _ = silence.show(times=len(silence.ACTIONS))
    assert all(len(seconds) == 1 for seconds in taken.values())
    assert max(second for seconds in taken.values() for second in seconds) < PATIENT


def test_every_message_arrives():
    figures = delivery.show(seconds=3)
    assert figures["arrived"] == figures["due"]


def test_notes_are_recorded_when_they_were_played():
    figures = played.show(notes=300)
    assert figures["recorded"] == 300
    assert figures["off by, p50, ms"] < 1


def test_a_piece_stays_with_the_clock_of_another_machine():
    figures = clock.show(seconds=4, jitter=0.005)
    assert figures["arrived"] >= figures["notes"] - 1
    assert figures["off by, p50, ms"] < 10


def test_looking_at_the_ports_again_and_again_leaves_nothing_behind():
    before, after = refreshes.show(times=300)
    assert {**after, "MB": 0} == {**before, "MB": 0}


@pytest.mark.slow
def test_music_goes_on_after_synth_server_and_engine_were_killed_and_a_dead_window_leaves_silence():
    report, longest_still = crashes.show(dict.fromkeys(crashes.SHOWS, 1))
    assert all(len(report[name]) == 1 for name in crashes.SHOWS)
    assert longest_still < PATIENT
