from dataclasses import replace

import pytest

from composer.music.score import BUILT_IN_SYNTH, Note, Score, Track
from composer.playback.ensemble import Ensemble
from composer.playback.opening import at_once
from composer.playback.outputs import Outputs
from composer.playback.protocol import BUILT_IN_SYNTH as BUILT_IN
from composer.playback.protocol import OutputLost, OutputOpened, PortsListed, SynthRefused
from composer.playback.scheduler import timelines_of
from composer.playback.synth_settings import SynthSettings
from tests.playback.doubles import FakePorts, FakeSynth, ManualClock

HELD = Track.of([Note(60, 0, 96_000)])
PIECE = Score((HELD, replace(HELD, port="Bass")))


class Bench:
    """The outputs of a piece, ports that a test plugs in and out, and everything that is reported."""

    def __init__(self):
        self.ports, self.clock, self.reports, self.synths = FakePorts("Piano", "Bass"), ManualClock(), [], []
        self.ensemble = Ensemble(self.clock)
        self.outputs = Outputs(self.ensemble, self.ports, self.new_synth, self.reports.append, at_once)
        self.outputs.open("Piano")

    def new_synth(self, settings):
        self.synths.append(FakeSynth(settings))
        return self.synths[-1]

    def show(self, score, output="Piano"):
        timelines = timelines_of(score, output)
        self.outputs.use(timelines)
        self.ensemble.set_timelines(timelines)

    def run(self, seconds):
        for _ in range(round(seconds / 0.1)):
            self.clock.advance(0.1)
            self.ensemble.advance()

    def pull(self, name):
        self.ports.present.remove(name)
        self.outputs.check()

    def plug(self, name):
        self.ports.present.append(name)
        self.outputs.check()

    def reports_of(self, kind):
        return [report for report in self.reports if isinstance(report, kind)]


@pytest.fixture
def bench():
    return Bench()


def test_each_track_is_heard_on_its_own_port(bench):
    bench.show(PIECE)
    bench.ensemble.play(0)
    piano, bass = bench.ports.opened
    assert [output.notes for output in (piano, bass)] == [[(0.0, "on", 60)]] * 2
    assert bench.reports_of(OutputOpened) == [OutputOpened("Piano"), OutputOpened("Bass")]


def test_a_track_whose_port_is_the_piece_s_output_needs_no_second_client(bench):
    bench.show(Score((HELD, replace(HELD, port="Piano", channel=1))))
    bench.ensemble.play(0)
    [piano] = bench.ports.opened
    assert piano.sounding == {(0, 60), (1, 60)}


def test_a_port_that_no_track_names_any_more_is_silenced_and_closed(bench):
    bench.show(PIECE)
    bench.ensemble.play(0)
    bench.show(Score((HELD, HELD)))
    piano, bass = bench.ports.opened
    assert bass.is_closed
    assert bass.sounding == set()
    assert piano.sounding == {(0, 60)}


def test_a_port_of_a_track_that_vanishes_is_named_and_the_others_play_on(bench):
    bench.show(PIECE)
    bench.ensemble.play(0)
    bench.pull("Bass")
    [lost] = bench.reports_of(OutputLost)
    assert lost.name == "Bass"
    assert "“Bass” is gone" in lost.message
    assert bench.ports.opened[0].sounding == {(0, 60)}


def test_a_port_that_comes_back_is_quietened_and_joins_in(bench):
    pulse = Track.of([Note(60, tick, 240) for tick in range(0, 96_000, 480)])
    bench.show(Score((HELD, replace(pulse, port="Bass"))))
    bench.ensemble.play(0)
    bench.pull("Bass")
    bench.run(1.9)
    bench.plug("Bass")
    assert bench.reports[-1] == OutputOpened("Bass")
    back = bench.ports.opened[-1]
    assert b"\xb0\x7b\x00" in back.messages  # whatever it held before ends
    bench.run(0.2)
    assert [pitch for _, kind, pitch in back.notes if kind == "on"] == [60]


def test_a_port_that_a_track_lost_is_quietened_when_the_piece_is_played_on_it(bench):
    bench.show(PIECE)
    bench.ensemble.play(0)
    bench.pull("Bass")
    bench.show(Score((HELD,)))
    bench.plug("Bass")
    bench.outputs.open("Bass")
    assert b"\xb0\x7b\x00" in bench.ports.opened[-1].messages


def test_a_port_that_is_not_there_is_said_and_used_as_soon_as_it_is(bench):
    bench.show(Score((replace(HELD, port="Organ"),)))
    assert "“Organ” is not there" in bench.reports_of(OutputLost)[0].message
    bench.plug("Organ")
    assert bench.reports[-1] == OutputOpened("Organ")


def test_a_track_can_sound_on_the_built_in_synth_beside_a_port(bench):
    church = SynthSettings("church.sf2")
    bench.outputs.adjust_synth(church)
    bench.show(Score((HELD, replace(HELD, port=BUILT_IN_SYNTH))))
    bench.ensemble.play(0)
    assert bench.synths[0].settings == church
    assert bench.synths[0].sounding == bench.ports.opened[0].sounding == {(0, 60)}


def test_a_sound_font_that_was_refused_is_not_tried_on_the_synth_of_a_track(bench):
    church = SynthSettings("church.sf2")
    bench.outputs.open(BUILT_IN)
    bench.outputs.adjust_synth(church)
    bench.outputs.adjust_synth(SynthSettings("missing.sf2"))
    assert [refusal.kept for refusal in bench.reports_of(SynthRefused)] == [church]
    bench.outputs.open("Piano")
    bench.show(Score((HELD, replace(HELD, port=BUILT_IN_SYNTH))))
    assert bench.synths[-1].settings == church
    assert len(bench.reports_of(SynthRefused)) == 1


def test_a_sound_font_that_the_synth_of_a_track_refused_is_not_tried_on_the_piece_s(bench):
    church = SynthSettings("church.sf2")
    bench.show(Score((HELD, replace(HELD, port=BUILT_IN_SYNTH))))
    bench.outputs.adjust_synth(church)
    bench.outputs.adjust_synth(SynthSettings("missing.sf2"))
    bench.outputs.open(BUILT_IN)
    assert bench.synths[-1].settings == church
    assert len(bench.reports_of(SynthRefused)) == 1


def test_each_port_is_sent_so_much_earlier_as_it_sounds_too_late(bench):
    bench.outputs.set_early({"Bass": 0.1})
    bench.show(PIECE)
    bench.ensemble.play(0)
    assert bench.ports.opened[0].notes == []
    assert bench.ports.opened[1].notes == [(0.0, "on", 60)]
    assert bench.ensemble.next_event_at == pytest.approx(bench.clock() + 0.1)


def test_who_plays_on_a_port_is_known_by_its_name_too(bench):
    bench.show(PIECE)
    assert bench.outputs.player_on("Piano") is bench.outputs.player_on("") is bench.ensemble.main
    assert bench.outputs.player_on("Bass") is bench.ensemble.on("Bass")
    assert bench.outputs.player_on("Organ") is None


def test_ports_are_listed_again_when_they_change(bench):
    bench.outputs.list_ports()
    bench.outputs.check()
    bench.plug("Organ")
    assert [report.names for report in bench.reports_of(PortsListed)] == [
        ("Piano", "Bass"),
        ("Piano", "Bass", "Organ"),
    ]


def test_what_would_make_the_ports_better_is_reported_with_them(bench):
    bench.ports.hint = "Install something."
    bench.outputs.list_ports()
    assert bench.reports_of(PortsListed)[0].hint == "Install something."


def test_closing_silences_every_output_and_leaves_the_midi_systems(bench):
    bench.show(PIECE)
    bench.ensemble.play(0)
    bench.outputs.close()
    assert all(output.is_closed and not output.sounding for output in bench.ports.opened)
    assert bench.ports.is_closed
