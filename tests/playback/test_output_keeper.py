import pytest

from composer.music.errors import SynthError
from composer.playback.opening import OPENING_SECONDS
from composer.playback.output_keeper import OutputKeeper
from composer.playback.player import Player
from composer.playback.protocol import BUILT_IN_SYNTH, Heartbeat, OutputLost, OutputOpened, SynthRefused
from composer.playback.scheduler import EMPTY_TIMELINE
from composer.playback.synth_settings import SynthSettings
from tests.playback.doubles import FakePorts, FakeSynth, ManualClock


class Bench:
    """A keeper with ports that a test plugs in and out, and everything that it reports."""

    def __init__(self, *names):
        self.ports = FakePorts(*names)
        self.player = Player(EMPTY_TIMELINE, None, ManualClock())
        self.reports = []
        self.keeper = OutputKeeper(self.player, self.ports, self.new_synth, self.reports.append, self.run_later)
        self.later = []  # what was left to a thread
        self.synths = []
        self.synth_error = None

    def new_synth(self, settings):
        if self.synth_error:
            raise self.synth_error
        self.synths.append(FakeSynth(settings))
        return self.synths[-1]

    def run_later(self, work):
        self.later.append(work)

    def check(self):
        """Look at the ports, let what is left to a thread happen, and look again."""
        self.keeper.check(self.ports.outputs())
        while self.later:
            self.later.pop(0)()
        self.keeper.check(self.ports.outputs())

    def sound(self):
        self.player.asides.sound(60, 80, channel=0, program=0, milliseconds=250)

    def reports_of(self, kind):
        return [report for report in self.reports if isinstance(report, kind)]


@pytest.fixture
def bench():
    return Bench("Piano", "Strings")


def test_notes_go_to_the_port_that_was_opened(bench):
    bench.keeper.open("Piano")
    bench.sound()
    assert bench.reports == [OutputOpened("Piano")]
    assert bench.ports.opened[0].sounding == {(0, 60)}


def test_opening_another_port_silences_and_closes_the_first(bench):
    bench.keeper.open("Piano")
    bench.sound()
    bench.keeper.open("Strings")
    assert bench.ports.opened[0].sounding == set()
    assert bench.ports.opened[0].is_closed


def test_a_port_that_vanishes_is_reported_once_and_not_sent_to(bench):
    bench.keeper.open("Piano")
    bench.sound()
    sent = len(bench.ports.opened[0].messages)
    bench.ports.present.remove("Piano")
    bench.check()
    bench.check()
    assert [report.name for report in bench.reports_of(OutputLost)] == ["Piano"]
    assert len(bench.ports.opened[0].messages) == sent
    assert bench.ports.opened[0].is_closed


def test_a_port_that_comes_back_is_opened_again_by_name(bench):
    bench.keeper.open("Piano")
    bench.ports.present.remove("Piano")
    bench.check()
    bench.ports.present.append("Piano")
    bench.check()
    assert bench.reports_of(OutputOpened) == [OutputOpened("Piano")] * 2


def test_a_port_that_was_lost_is_quietened_even_if_another_one_was_played_on_meanwhile(bench):
    bench.keeper.open("Piano")
    bench.ports.present.remove("Piano")
    bench.check()
    bench.keeper.open("Strings")
    bench.ports.present.append("Piano")
    bench.keeper.open("Piano")
    strings, piano = bench.ports.opened[1:]
    assert b"\xb0\x7b\x00" in piano.messages
    assert b"\xb0\x7b\x00" not in strings.messages


def test_a_port_that_was_not_there_is_opened_when_it_appears(bench):
    bench.keeper.open("Organ")
    assert "Organ" in bench.reports_of(OutputLost)[0].message
    bench.ports.present.append("Organ")
    bench.check()
    assert bench.reports[-1] == OutputOpened("Organ")


def test_a_port_that_another_program_holds_is_said_once_and_used_soon_after_it_lets_go(bench):
    bench.ports.is_taken = True
    bench.keeper.open("Piano")
    for _ in range(20):
        bench.check()
    assert [report.name for report in bench.reports] == ["Piano"]
    assert bench.ports.tries < 15
    bench.ports.is_taken = False
    for _ in range(2):
        bench.check()
    assert bench.reports[1:] == [OutputOpened("Piano")]


def test_a_built_in_synth_that_cannot_run_says_why(bench):
    bench.synth_error = SynthError("no sound device")
    bench.keeper.open(BUILT_IN_SYNTH)
    assert bench.reports == [OutputLost(BUILT_IN_SYNTH, "no sound device")]


def test_the_synth_sounds_as_it_was_asked_to_before_it_was_opened_and_after(bench):
    hall, church = SynthSettings(reverb="hall"), SynthSettings("church.sf2", volume=50)
    bench.keeper.adjust_synth(hall)
    bench.keeper.open(BUILT_IN_SYNTH)
    assert bench.synths[0].settings == hall
    bench.keeper.adjust_synth(church)
    assert bench.synths[0].settings == church
    assert bench.reports_of(SynthRefused) == []


def test_a_sound_font_that_cannot_be_read_leaves_the_old_one(bench):
    church = SynthSettings("church.sf2")
    bench.keeper.adjust_synth(church)
    bench.keeper.open(BUILT_IN_SYNTH)
    bench.keeper.adjust_synth(SynthSettings("missing.sf2"))
    assert bench.synths[0].settings == church
    assert bench.reports_of(SynthRefused) == [SynthRefused("missing.sf2 is not there", church)]


def test_a_sound_font_that_is_gone_at_the_start_is_replaced_by_the_usual_one(bench):
    bench.keeper.adjust_synth(SynthSettings("missing.sf2", volume=70))
    bench.keeper.open(BUILT_IN_SYNTH)
    kept = SynthSettings(volume=70)
    assert bench.reports == [SynthRefused("missing.sf2 is not there", kept), OutputOpened(BUILT_IN_SYNTH)]
    assert bench.synths[0].settings == kept


def test_a_large_sound_font_may_take_as_long_to_be_read_as_a_slow_disk_needs(bench, tmp_path):
    with (tmp_path / "large.sf2").open("wb") as file:
        file.truncate(100_000_000)
    large = SynthSettings(str(file.name))
    bench.keeper.adjust_synth(large)
    bench.keeper.open(BUILT_IN_SYNTH)
    bench.keeper.adjust_synth(SynthSettings())
    bench.keeper.adjust_synth(large)
    patience = Heartbeat(OPENING_SECONDS + 20)
    assert bench.reports == [patience, OutputOpened(BUILT_IN_SYNTH), patience]


def test_letting_go_silences_and_closes_the_output(bench):
    bench.keeper.open(BUILT_IN_SYNTH)
    bench.sound()
    bench.keeper.let_go()
    assert bench.synths[0].sounding == set()
    assert bench.synths[0].is_closed


def test_a_port_that_comes_back_is_opened_without_keeping_anybody_waiting(bench):
    bench.keeper.open("Piano")
    bench.ports.present.remove("Piano")
    bench.check()
    bench.ports.present.append("Piano")
    bench.keeper.check(bench.ports.outputs())
    bench.keeper.check(bench.ports.outputs())
    assert not bench.keeper.is_open
    assert len(bench.later) == 1
    bench.later.pop()()
    bench.keeper.check(bench.ports.outputs())
    assert bench.reports[-1] == OutputOpened("Piano")


def test_an_output_that_is_not_wanted_any_more_when_it_is_open_is_closed(bench):
    bench.keeper.open("Piano", is_urgent=False)
    bench.keeper.open("Strings")
    bench.later.pop()()
    strings, piano = bench.ports.opened
    assert piano.is_closed
    assert not strings.is_closed
    assert bench.reports == [OutputOpened("Strings")]


def test_an_output_that_is_dropped_just_when_it_is_open_is_closed_too(bench):
    bench.keeper.open("Piano", is_urgent=False)
    bench.later.pop()()
    bench.keeper.let_go()
    assert bench.ports.opened[0].is_closed


def test_a_mistake_in_the_background_is_not_swallowed(bench):
    bench.ports.open_output = lambda _: 1 // 0
    bench.keeper.open("Piano", is_urgent=False)
    with pytest.raises(ZeroDivisionError):
        bench.check()


def test_a_port_that_cannot_be_opened_in_the_background_says_why(bench):
    bench.keeper.open("Organ", is_urgent=False)
    bench.check()
    assert "Organ" in bench.reports_of(OutputLost)[0].message
