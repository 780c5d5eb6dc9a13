"""The MIDI counter's process: a JACK client that says what it has heard, as JSON, for each line on its stdin."""

import json
import sys
from collections import Counter

import jack


def main(client_name: str) -> None:
    client = jack.Client(client_name, no_start_server=True)
    port = client.midi_inports.register("input")
    beginnings: Counter[int] = Counter()  # by channel
    ends: Counter[int] = Counter()  # without those of what had ended: they are repeated when somebody was late
    sounding: set[tuple[int, int]] = set()  # (channel, pitch)
    xruns = 0

    @client.set_process_callback
    def count(_frames: int) -> None:
        for _, message in port.incoming_midi_events():
            status, pitch = (*bytes(message), 0)[:2]
            kind, channel = status & 0xF0, status & 0x0F
            if kind == 0x90:
                beginnings[channel] += 1
                sounding.add((channel, pitch))
            elif kind == 0x80 and (channel, pitch) in sounding:
                ends[channel] += 1
                sounding.remove((channel, pitch))

    @client.set_xrun_callback
    def note_xrun(_seconds: float) -> None:
        nonlocal xruns
        xruns += 1

    with client:
        print("ready", flush=True)
        for _ in sys.stdin:
            figures = {"beginnings": beginnings, "ends": ends, "held": sorted(sounding), "xruns": xruns}
            print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
