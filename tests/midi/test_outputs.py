import rtmidi

from composer.midi.outputs import PortOutput


class UnpluggedClient:
    """A client of RtMidi whose device has gone, on a system that says so."""

    def send_message(self, _message):
        raise rtmidi.RtMidiError("error sending MIDI message")


def test_a_port_that_refuses_a_message_counts_as_gone_and_stops_nobody():
    output = PortOutput(UnpluggedClient())
    assert output.is_connected
    output.send(b"\x90\x3c\x40")
    assert not output.is_connected
