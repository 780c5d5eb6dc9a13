"""Long playing on a real port: every message arrives, in time, and the time does not drift.

`python -m tests.reliability.delivery --minutes 10` sends 50,000 notes, which are 100,000 messages, in that time.
"""

import argparse
import json
import sys
from collections import Counter

import numpy as np

from composer.midi.priority import ask_for_priority
from composer.music.score import Note, Score, Track
from composer.music.time import TempoMap
from composer.playback.protocol import EngineRestarted, PlaybackStopped
from composer.playback.scheduler import timeline_of
from tests.end_to_end.jack import STANDSTILL, JackRecorder, JackServer, wait_until
from tests.end_to_end.session import Session

NOTES_PER_SECOND = 84
MOST_DRIFT = 0.001  # seconds


def tune(seconds: float) -> Score:
    """Single notes at uneven times, one tick being a millisecond."""
    random = np.random.default_rng(1)
    starts = np.sort(random.choice(int(seconds * 1000), int(seconds * NOTES_PER_SECOND), replace=False))
    notes = [Note(36 + index % 60, int(start), 20) for index, start in enumerate(starts)]
    return Score((Track.of(notes),), tempo_map=TempoMap.constant(125))


def show(seconds: float) -> dict[str, float]:
    """Notes that were due and that arrived, and their times in milliseconds against the median."""
    score = tune(seconds)
    timeline = timeline_of(score)
    due = timeline.seconds[timeline.velocities > 0]
    with JackServer(patience=STANDSTILL), JackRecorder() as recorder:
        session = Session()
        session.open(recorder.port)
        session.client.set_score(score)
        session.client.play(0)
        heard: Counter[type] = Counter()  # only counted: the playhead alone is told of fifty times a second

        def is_over() -> bool:
            heard.update(map(type, session.client.poll()))
            return bool(heard[PlaybackStopped])

        wait_until(is_over, "the end", patience=seconds + 30)
        wait_until(lambda: not recorder.sounding, "the last messages")
        session.close()
        # Only beginnings: ends are repeated when JACK says that somebody was late.
        arrived = np.array([at for at, is_beginning, *_ in recorder.notes if is_beginning])
    figures = {"due": due.size, "arrived": arrived.size, "engines replaced": heard[EngineRestarted]}
    if arrived.size == due.size:
        late = (arrived - due) * 1000
        late -= np.median(late)
        tenth = late.size // 10
        spread = np.percentile(np.abs(late), (50, 95, 99, 100))
        figures |= {f"off by, p{p}, ms": round(float(ms), 3) for p, ms in zip((50, 95, 99, 100), spread, strict=True)}
        figures["drift, ms"] = round(float(np.median(late[-tenth:]) - np.median(late[:tenth])), 3)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    ask_for_priority()  # as on a machine that has nothing else to do
    figures = show(parser.parse_args().minutes * 60)
    print(json.dumps(figures, indent=1))
    if figures["due"] != figures["arrived"]:
        sys.exit("Messages were lost.")
    if abs(figures["drift, ms"]) > MOST_DRIFT * 1000:
        sys.exit("The time drifts.")


if __name__ == "__main__":
    main()
