from random import Random

import pytest

from composer.playback import messages
from composer.playback.clock_follower import DROPOUT_SECONDS, PATIENCE_SECONDS, Begin, ClockFollower, End

PULSE = 60 / 120 / 24  # seconds, at 120 bpm


class Master:
    """A machine that sends a clock, with jitter if wished, and the follower that hears it."""

    def __init__(self, bpm=120.0, jitter=0.0, rng_seed=1):
        self.follower = ClockFollower()
        self.bpm, self._jitter, self._random = bpm, jitter, Random(rng_seed)
        self.seconds = 100.0  # of the next pulse

    def say(self, message):
        return self.follower.take(self.seconds, message)

    def tick(self, times):
        """Send so many pulses; returns what the follower answered to them."""
        answers = []
        for _ in range(times):
            answers.append(self.follower.take(self.seconds + self._random.uniform(0, self._jitter), messages.CLOCK))
            self.seconds += 60 / self.bpm / 24
        return [answer for answer in answers if answer]

    @property
    def now(self):
        """When the latest pulse was due."""
        return self.seconds - 60 / self.bpm / 24

    @property
    def heard_bpm(self):
        return self.follower.quarters_per_second * 60


def test_the_tempo_of_a_steady_clock_is_known_after_a_few_pulses():
    master = Master(bpm=93.7)
    master.tick(8)
    assert master.heard_bpm == pytest.approx(93.7)


def test_the_tempo_of_a_clock_whose_pulses_come_by_whole_periods_is_known_to_a_tenth():
    master = Master(jitter=0.0058)  # 256 frames at 44.1 kHz
    master.tick(48)
    for _ in range(200):
        master.tick(1)
        assert master.heard_bpm == pytest.approx(120, abs=0.4)


def test_a_start_counts_from_the_first_pulse_after_it():
    master = Master()
    master.tick(48)
    assert master.say(messages.START) is None
    assert master.tick(1) == [Begin(0.0, master.now)]
    master.tick(24)
    assert master.follower.quarters_at(master.now) == pytest.approx(1.0)


def test_a_clock_that_goes_on_does_so_from_the_song_position():
    master = Master()
    master.tick(8)
    master.say(messages.song_position(6))
    master.say(messages.CONTINUE)
    assert master.tick(1) == [Begin(1.5, master.now)]


def test_a_clock_that_stops_goes_on_where_it_stopped():
    master = Master()
    master.tick(8)
    master.say(messages.START)
    master.tick(25)
    assert isinstance(master.say(messages.STOP), End)
    assert not master.follower.is_leading
    master.tick(100)
    master.say(messages.CONTINUE)
    assert master.tick(1) == [Begin(1.0, master.now)]


def test_a_song_position_in_the_middle_of_playing_is_a_jump():
    master = Master()
    master.tick(8)
    master.say(messages.START)
    master.tick(10)
    master.say(messages.song_position(16))
    assert master.tick(1) == [Begin(4.0, master.now)]


def test_a_second_stop_is_nothing_new():
    master = Master()
    master.tick(8)
    assert master.say(messages.STOP) is None


def test_the_place_is_smoother_than_the_pulses():
    master = Master(jitter=0.005)
    master.tick(48)
    master.say(messages.START)
    master.tick(1)
    began = master.now
    for _ in range(400):
        master.tick(1)
        off = master.follower.quarters_at(master.now) - (master.now - began) * 2
        assert abs(off / 2) < 0.004  # seconds; the pulses are up to 5 ms late, 2.5 in the mean


def test_another_tempo_is_followed_within_half_a_beat_and_no_pulse_is_forgotten():
    master = Master()
    master.say(messages.START)
    master.tick(49)
    master.bpm = 90
    master.tick(12)
    assert master.heard_bpm == pytest.approx(90, rel=0.02)
    master.tick(84)
    assert master.follower.quarters_at(master.now) == pytest.approx(2 + 4, abs=0.02)


def test_a_tempo_that_rises_slowly_is_followed_closely():
    master = Master()
    master.say(messages.START)
    master.tick(49)
    for pulse in range(480):
        master.bpm = 120 + pulse / 20
        master.tick(1)
        assert master.follower.quarters_at(master.now) == pytest.approx((48 + pulse + 1) / 24, abs=0.02)


def test_pulses_that_are_held_up_and_come_in_a_crowd_change_nothing():
    master = Master()
    master.say(messages.START)
    master.tick(97)
    held_up = master.now + 0.25
    for _ in range(12):
        master.follower.take(held_up, messages.CLOCK)
        master.seconds += PULSE
    assert master.heard_bpm == pytest.approx(120, rel=0.01)
    master.tick(12)
    assert master.follower.quarters_at(master.now) == pytest.approx(5.0, abs=0.01)


def test_a_short_dropout_is_bridged_with_the_last_tempo():
    master = Master()
    master.say(messages.START)
    master.tick(49)
    master.seconds += 48 * PULSE  # a second of silence
    assert not master.follower.is_ticking(master.now)
    assert not master.follower.is_lost(master.now)
    assert master.follower.quarters_at(master.now) == pytest.approx(4.0)
    master.tick(6)
    assert master.follower.quarters_at(master.now) == pytest.approx(4.25)
    assert master.heard_bpm == pytest.approx(120)


def test_a_clock_that_stays_away_is_lost():
    master = Master()
    master.say(messages.START)
    master.tick(49)
    assert master.follower.is_ticking(master.now + DROPOUT_SECONDS / 2)
    assert master.follower.is_lost(master.now + PATIENCE_SECONDS + 0.1)


def test_a_clock_that_only_ticks_leads_nobody():
    master = Master()
    assert master.tick(100) == []
    assert not master.follower.is_leading
    assert master.follower.quarters_at(master.now) is None


@pytest.mark.parametrize("message", [b"\xf2", b"\xf2\x00", b"\xfe", b"\x90\x3c\x40", b"\xff"])
def test_other_and_broken_messages_mean_nothing(message):
    master = Master()
    master.tick(8)
    assert master.say(message) is None
    assert master.tick(4) == []
