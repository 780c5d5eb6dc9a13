import pytest

from composer.music.score import Note, Score, Track
from composer.music.time import TempoMap
from composer.playback import messages
from composer.playback.ensemble import Ensemble
from composer.playback.following import Following
from composer.playback.protocol import ClockHeard, InputLost, InputOpened, PlaybackStarted
from composer.playback.scheduler import timelines_of
from tests.playback.doubles import FakePorts, ManualClock, RecordingOutput

BEATS = Score((Track.of([Note(60, tick, 240) for tick in range(0, 19_200, 480)]),), TempoMap.constant(60))
DRUMS = "Drums"


class Stage:
    """A piece that follows the clock of a machine, which a test plays."""

    def __init__(self):
        self.clock, self.ports, self.reports, self.stops = ManualClock(), FakePorts(), [], []
        self.ports.keyboards = [DRUMS, "Keys"]
        self.output = RecordingOutput(self.clock)
        self.ensemble = Ensemble(self.clock, self.stops.append)
        self.ensemble.main.set_output(self.output)
        self.ensemble.set_timelines(timelines_of(BEATS))
        self.following = Following(self.ensemble, self.ports, self.reports.append, lambda: None, self.clock)
        self.following.follow(DRUMS)
        self.bpm = 120.0

    def say(self, message):
        self.ports.play(self.clock(), message)
        self.following.turn()

    def tick(self, pulses):
        for _ in range(pulses):
            self.say(messages.CLOCK)
            self.run(60 / self.bpm / 24)

    def run(self, seconds):
        """Let time pass as the engine does."""
        end = self.clock.seconds + seconds
        while self.clock.seconds < end:
            next_at = self.ensemble.next_event_at
            self.clock.seconds = min(end, max(self.clock.seconds, next_at) if next_at else end)
            self.following.turn()
            self.ensemble.advance()

    def start(self):
        self.tick(24)
        self.say(messages.START)

    @property
    def beginnings(self):
        return [seconds for seconds, kind, _ in self.output.notes if kind == "on"]

    @property
    def heard(self):
        return [report for report in self.reports if isinstance(report, ClockHeard)]


@pytest.fixture
def stage():
    return Stage()


def test_a_start_plays_from_the_beginning_in_the_clock_s_tempo(stage):
    stage.start()
    began = stage.clock() - 100
    stage.tick(97)
    assert stage.beginnings == pytest.approx([began + beat * 0.5 for beat in range(5)], abs=0.001)
    assert PlaybackStarted(0) in stage.reports


def test_a_stop_ends_every_note_and_the_tempo_is_that_of_the_score_again(stage):
    stage.start()
    stage.tick(10)
    stage.say(messages.STOP)
    assert stage.output.sounding == set()
    assert stage.stops == [pytest.approx(200, abs=2)]
    assert not stage.ensemble.is_following


def test_going_on_begins_at_the_song_position(stage):
    stage.tick(24)
    stage.say(messages.song_position(8))
    stage.say(messages.CONTINUE)
    stage.tick(2)
    assert PlaybackStarted(960) in stage.reports
    assert stage.ensemble.tick == pytest.approx(960 + 40, abs=2)


def test_the_playhead_stays_with_a_clock_that_changes_its_tempo(stage):
    stage.start()
    stage.tick(48)
    stage.bpm = 100
    stage.tick(96)
    assert stage.ensemble.tick == pytest.approx(480 * 6, abs=6)


def test_a_clock_that_falls_silent_keeps_its_tempo_for_a_while_and_then_says_so(stage):
    stage.start()
    stage.tick(49)
    stage.run(1.5)
    assert stage.ensemble.is_playing
    assert not any(report.message for report in stage.heard)
    stage.run(1.0)
    assert stage.ensemble.is_playing
    assert stage.ensemble.tick == pytest.approx((49 * 20) + 2.5 * 960, abs=3)
    assert "“Drums” has fallen silent: playing goes on at 120.0 bpm" in stage.heard[-1].message
    assert not stage.following.is_led


def test_a_clock_that_comes_back_soon_leads_on(stage):
    stage.start()
    stage.tick(49)
    stage.run(48 * 60 / 120 / 24)
    stage.tick(24)
    assert stage.following.is_led
    assert stage.ensemble.tick == pytest.approx((49 + 48 + 24) * 20, abs=3)


def test_a_jump_of_ours_does_not_hold_against_the_clock(stage):
    stage.start()
    stage.tick(49)
    stage.ensemble.seek(9600)
    stage.tick(12)
    assert stage.ensemble.tick == pytest.approx(61 * 20, abs=6)


def test_what_is_started_here_goes_as_fast_as_the_clock(stage):
    stage.tick(24)
    stage.following.before_play(4800)
    stage.ensemble.play(4800, loop=(4800, 6720))
    stage.tick(120)
    assert stage.ensemble.tick == pytest.approx(4800 + 120 * 20 - 1920, abs=3)


def test_without_a_clock_the_piece_has_its_own_tempo(stage):
    stage.following.before_play(0)
    stage.ensemble.play(0)
    stage.run(1)
    assert stage.ensemble.tick == pytest.approx(480)


def test_what_the_clock_does_is_told_when_it_changes(stage):
    stage.start()
    stage.tick(48)
    stage.run(0.6)
    assert stage.heard == [ClockHeard(120.0), ClockHeard(120.0, is_leading=True), ClockHeard(None, is_leading=True)]


def test_a_keyboard_whose_clock_is_followed_is_opened_once(stage):
    stage.following.share(DRUMS)
    assert [report for report in stage.reports if isinstance(report, InputOpened)] == [
        InputOpened(DRUMS),
        InputOpened(None),
    ]
    stage.following.take("Keys", stage.clock(), messages.START)
    stage.following.take(DRUMS, stage.clock(), messages.START)
    stage.following.take(DRUMS, stage.clock(), messages.CLOCK)
    assert [report for report in stage.reports if isinstance(report, PlaybackStarted)] == [PlaybackStarted(0)]


def test_a_clock_s_port_that_vanishes_is_told_and_heard_again_when_it_is_back(stage):
    stage.following.check(("Keys",))
    assert "The port “Drums” is gone, from which the MIDI clock came" in stage.reports[-1].message
    assert isinstance(stage.reports[-1], InputLost)
    stage.following.check((DRUMS,))
    assert stage.reports[-1] == InputOpened(DRUMS)


def test_who_follows_nobody_hears_nothing(stage):
    stage.following.follow(None)
    stage.following.take(None, stage.clock(), messages.START)
    stage.following.take(None, stage.clock(), messages.CLOCK)
    assert not stage.ensemble.is_playing
