"""How fast .mid files are read and written, ours beside the libraries. Run it to get a table in Markdown.

One file of 100,000 notes on four channels; medians of several runs, taken in turn.
"""

from collections import defaultdict
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import mido
import symusic

from composer.midi.bulk import read_columns
from composer.midi.files import read_score, score_to_bytes
from composer.music.score import Note, Score, Track

NOTES = 100_000
TRACKS = 4
ROUNDS = 3


def score() -> Score:
    """The piece that is read and written."""
    per_track = NOTES // TRACKS
    notes = [[Note(40 + (7 * i + number) % 50, 60 * i, 60) for i in range(per_track)] for number in range(TRACKS)]
    return Score(tuple(Track.of(track, channel=number) for number, track in enumerate(notes)))


def main() -> None:
    """Print the table."""
    piece = score()
    contents = score_to_bytes(piece)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "piece.mid"
        path.write_bytes(contents)
        ways: list[tuple[str, str, Callable[[], object]]] = [
            ("read to a score (ours)", "everything, repaired", lambda: read_score(contents)),
            ("read to messages (mido)", "everything, no notes yet", lambda: mido.MidiFile(file=BytesIO(contents))),
            ("read to arrays (symusic)", "no channels", lambda: symusic.Score.from_midi(contents)),
            ("read to columns (ours, with symusic)", "no channels", lambda: read_columns(path)),
            ("write a score (ours, with mido)", "everything", lambda: score_to_bytes(piece)),
        ]
        seconds = defaultdict(list)
        for _ in range(ROUNDS):
            for name, _, act in ways:
                begin = perf_counter()
                act()
                seconds[name].append(perf_counter() - begin)
    print(f"## Files of {NOTES:,} notes\n")
    print("| way | what it tells | notes/s |\n|---|---|---|")
    for name, tells, _ in ways:
        print(f"| {name} | {tells} | {NOTES / median(seconds[name]):,.0f} |")


if __name__ == "__main__":
    main()
