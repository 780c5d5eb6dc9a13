"""Ports looked at again and again: nothing may be left behind each time.

`python -m tests.reliability.refreshes --times 10000` counts what the engine holds: descriptors, threads, ports, memory.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from composer.playback.protocol import OpenInput, PortsListed
from tests.end_to_end.jack import JackRecorder, JackServer, wait_until
from tests.end_to_end.session import Session
from tests.reliability.soak import resident_mb

MOST_GROWTH = 2.0  # MB
_AT_ONCE = 50  # requests on their way
_WARM_UP = 100


def left_behind(pid: int) -> dict[str, float]:
    """What a process holds."""
    import jack

    client = jack.Client("refreshes", no_start_server=True)
    clients = {port.name.partition(":")[0] for port in client.get_ports()}
    client.close()
    return {
        "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
        "threads": len(list(Path(f"/proc/{pid}/task").iterdir())),
        "JACK clients with ports": len(clients),
        "MB": resident_mb(pid),
    }


def show(times: int) -> tuple[dict[str, float], dict[str, float]]:
    """What the engine holds before and after so many refreshes, a tenth of them with the output opened anew."""
    with JackServer(is_patient=False), JackRecorder() as recorder:
        session = Session()
        session.client.set(OpenInput("nobody"))
        refresh(session, recorder, _WARM_UP)
        pid = session.client.engine_pid
        assert pid is not None
        before = left_behind(pid)
        refresh(session, recorder, times)
        after = left_behind(pid)
        session.close()
    return before, after


def refresh(session: Session, recorder: JackRecorder, times: int) -> None:
    """Ask for the ports `times` times, and wait for the answers."""
    for done in range(0, times, _AT_ONCE):
        session.heard.clear()
        if done % (10 * _AT_ONCE) == 0:
            session.open(recorder.port)
        wanted = min(_AT_ONCE, times - done)
        for _ in range(wanted):
            session.client.request_ports()
        wait_until(lambda wanted=wanted: has_heard(session, wanted), "the ports")


def has_heard(session: Session, wanted: int) -> bool:
    """Whether so many lists have come."""
    session.hears(PortsListed)
    return sum(isinstance(event, PortsListed) for event in session.heard) >= wanted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10_000)
    before, after = show(parser.parse_args().times)
    print(json.dumps({"before": before, "after": after}, indent=1))
    if {**before, "MB": 0} != {**after, "MB": 0} or after["MB"] - before["MB"] > MOST_GROWTH:
        sys.exit("Something is left behind.")


if __name__ == "__main__":
    main()
