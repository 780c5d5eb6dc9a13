from typing import ClassVar

import pytest
import rtmidi
from hypothesis import given
from hypothesis import strategies as st

from composer.midi import jack_port, ports
from composer.midi.outputs import PacedOutput
from composer.midi.port_names import visible_names
from composer.midi.ports import Ports
from composer.music.errors import PortError


class FakeBackend:
    """A MIDI system with the ports that a test lists in `running`."""

    running: ClassVar[dict[int, list[str]]] = {}

    def __init__(self, api):
        if api not in self.running:
            raise PortError("not running")
        self.api = api
        self.name = f"SYSTEM{api}"
        self.server = self.running[api]

    @property
    def is_gone(self):
        return self.running.get(self.api) is not self.server

    def outputs(self):
        return {name: self.server[index] for name, index in visible_names(self.server, self.name).items()}

    def inputs(self):
        return self.outputs()

    def open_output(self, raw_name, name):
        return f"output {raw_name} of {self.name}"

    def open_input(self, raw_name, name, on_message):
        return f"input {raw_name} of {self.name}"

    def close(self): ...


@pytest.fixture
def systems(monkeypatch):
    running: dict[int, list[str]] = {}
    monkeypatch.setattr(FakeBackend, "running", running)
    return running


def ports_of_systems():
    return Ports(apis=(1, 2), backend=FakeBackend)


@pytest.mark.parametrize(
    ("raw_name", "system", "name"),
    [
        ("FLUID Synth (812):Synth input port (812:0) 128:0", "ALSA", "FLUID Synth:Synth input port · ALSA"),
        ("Midi Through:Midi Through Port-0 14:0", "ALSA", "Midi Through:Midi Through Port-0 · ALSA"),
        ("fluidsynth-midi:midi_00", "JACK", "fluidsynth-midi:midi_00 · JACK"),
        ("Microsoft GS Wavetable Synth 0", "WinMM", "Microsoft GS Wavetable Synth · WinMM"),
        ("IAC Driver Bus 1", "CoreMIDI", "IAC Driver Bus 1 · CoreMIDI"),
    ],
)
def test_a_name_is_the_same_when_the_synth_comes_back(raw_name, system, name):
    assert list(visible_names([raw_name], system)) == [name]


def test_two_ports_of_one_name_can_be_told_apart():
    assert visible_names(["Synth (1) 128:0", "Synth (2) 129:0"], "ALSA") == {"Synth · ALSA": 0, "Synth #2 · ALSA": 1}


@given(st.lists(st.sampled_from(["A", "A (1)", "A #2", "B"]), max_size=6))
def test_every_port_has_a_name_of_its_own(raw_names):
    assert sorted(visible_names(raw_names, "JACK").values()) == list(range(len(raw_names)))


def test_ports_of_all_systems_are_listed(systems):
    systems.update({1: ["A"], 2: ["B"]})
    assert ports_of_systems().outputs() == {"A · SYSTEM1": "A", "B · SYSTEM2": "B"}


def test_without_any_midi_system_there_are_no_ports(systems):
    ports = ports_of_systems()
    assert ports.outputs() == {}
    assert ports.backend_names == ()


def test_a_system_that_starts_later_is_found_by_a_probe(systems):
    ports = ports_of_systems()
    systems[2] = ["B"]
    ports.probe()
    assert ports.inputs() == ("B · SYSTEM2",)


def test_a_system_that_was_restarted_is_found_by_a_probe(systems):
    systems[1] = ["A"]
    ports = ports_of_systems()
    systems[1] = ["A", "B"]
    ports.probe()
    assert ports.inputs() == ("A · SYSTEM1", "B · SYSTEM1")


def test_a_system_that_has_died_is_not_listed_any_more(systems):
    systems[1] = ["A"]
    ports = ports_of_systems()
    del systems[1]
    ports.probe()
    assert ports.backend_names == ()


def test_a_port_is_opened_by_its_visible_name(systems):
    systems.update({1: ["A"], 2: ["A", "B"]})
    assert ports_of_systems().open_output("B · SYSTEM2") == "output B of SYSTEM2"
    assert ports_of_systems().open_input("A · SYSTEM2", print) == "input A of SYSTEM2"


def test_a_port_that_is_not_there_is_refused_with_its_name_and_what_to_do(systems):
    with pytest.raises(PortError, match=r"“Organ” is not there.*another port"):
        ports_of_systems().open_output("Organ")


class SlowMachine:
    """A clock that only moves by waiting, and an output that counts what comes between two waits."""

    def __init__(self):
        self.seconds = 0.0
        self.bursts = [0]

    def clock(self):
        return self.seconds

    def wait(self, seconds):
        self.seconds += seconds
        self.bursts.append(0)

    def send(self, message, at_seconds=0.0):
        self.bursts[-1] += 1

    def close(self): ...


def test_a_port_that_another_program_has_taken_is_refused_with_what_to_do():
    class Taken:
        is_deleted = False

        def get_ports(self):
            return ["Organ"]

        def open_port(self, _number, name):
            raise rtmidi.SystemError("device busy")

        def delete(self):
            self.is_deleted = True

    client = Taken()
    with pytest.raises(PortError, match=r"“Organ” cannot be opened.*close the program that uses it, or choose another"):
        ports._open(client, "Organ", "Organ", "Composer")
    assert client.is_deleted


def test_a_burst_is_sent_whole_and_less_than_a_thousand_at_a_time():
    machine = SlowMachine()
    output = PacedOutput(machine, machine.clock, machine.wait)
    for _ in range(5000):
        output.send(b"\x90\x3c\x40")
    assert sum(machine.bursts) == 5000
    assert max(machine.bursts) < 1000
    assert machine.seconds >= 5 * 0.0232  # a JACK period of 1024 frames at 44.1 kHz for each full burst


def test_messages_in_musical_time_never_wait():
    machine = SlowMachine()
    output = PacedOutput(machine, machine.clock, machine.wait)
    for _ in range(5000):
        machine.seconds += 0.001
        output.send(b"\x90\x3c\x40")
    assert len(machine.bursts) == 1


@pytest.mark.parametrize(("name", "hint"), [("JACK", "Install it."), ("ALSA", "")])
def test_where_jack_runs_it_is_said_what_is_missing_for_exact_time(systems, monkeypatch, name, hint):
    systems.update({1: ["A"]})
    ports = ports_of_systems()
    monkeypatch.setattr(jack_port, "why_unavailable", lambda: "Install it.")
    monkeypatch.setattr(Ports, "backend_names", (name,))
    assert ports.hint == hint


@pytest.mark.parametrize(("error", "words"), [(ImportError, "JACK-Client"), (OSError, "libjack")])
def test_why_there_is_no_exact_time_names_what_to_install(monkeypatch, error, words):
    def fail(_name):
        raise error

    monkeypatch.setattr(jack_port, "import_module", fail)
    assert words in jack_port.why_unavailable.__wrapped__()
