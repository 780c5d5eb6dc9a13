"""The MIDI recorder's process: prints `seconds message` for each MIDI message that arrives, until its stdin closes."""

import sys
from collections import deque
from select import select
from time import perf_counter

import jack

_FLUSH_SECONDS = 0.02


def main(client_name: str) -> None:
    client = jack.Client(client_name, no_start_server=True)
    port = client.midi_inports.register("input")
    arrived: deque[tuple[float, bytes]] = deque()

    @client.set_process_callback
    def collect(_frames: int) -> None:
        cycle_started = perf_counter() - client.frames_since_cycle_start / client.samplerate
        for offset, message in port.incoming_midi_events():
            arrived.append((cycle_started + offset / client.samplerate, bytes(message)))

    with client:
        print("ready", flush=True)
        while not select([sys.stdin], [], [], _FLUSH_SECONDS)[0]:
            while arrived:
                seconds, message = arrived.popleft()
                print(f"{seconds:.6f}", message.hex())
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
