"""Continuing a file from the command line, with a model that adds one known note a bar."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from composer.cli import generating
from composer.cli.main import main
from composer.generation.options import SamplingOptions
from composer.midi.files import read_score, write_score
from composer.music.controls import CONTROLLER, SUSTAIN, Control, Controls, Dial
from composer.music.score import Marker, Note, Score, Track
from composer.music.seed import Seed
from composer.music.take import ContinuedNote
from composer.music.time import Meter, MeterChange, MeterMap, TempoChange, TempoMap

BAR = 1920
TUNE = Score((Track.of([Note(60, 0, 480), Note(62, BAR, BAR)]),))


class Metronome:
    """Candidate n adds pitch 70 + n at each following bar."""

    def continue_from(self, seed: Seed, options: SamplingOptions) -> Iterator[list[ContinuedNote]]:
        for bar in range(options.bars):
            start = seed.end + bar * BAR
            yield [
                ContinuedNote(Note(70 + take, start, BAR), track=0, candidate=take)
                for take in range(options.candidates)
            ]


@pytest.fixture
def seed_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(generating, "load", lambda path: Metronome())
    write_score(TUNE, tmp_path / "tune.mid")
    return tmp_path / "tune.mid"


def pitches_and_bars(path: Path) -> list[tuple[int, int]]:
    return [(note.pitch, note.start // BAR) for note in read_score(path).tracks[0].notes]


def test_the_continuation_is_written_behind_the_seed(seed_file: Path):
    target = seed_file.with_name("out.mid")
    assert main(["generate", str(seed_file), "-o", str(target), "--bars", "2"]) == 0
    assert pitches_and_bars(target) == [(60, 0), (62, 1), (70, 2), (70, 3)]


def test_each_further_candidate_gets_a_numbered_file(seed_file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["generate", str(seed_file), "--bars", "1", "--candidates", "3"]) == 0
    printed = capsys.readouterr().out
    for name, pitch in [("tune-continued.mid", 70), ("tune-continued-2.mid", 71), ("tune-continued-3.mid", 72)]:
        assert pitches_and_bars(seed_file.with_name(name))[-1] == (pitch, 2)
        assert name in printed


def test_after_bar_drops_what_follows_it(seed_file: Path):
    target = seed_file.with_name("out.mid")
    assert main(["generate", str(seed_file), "-o", str(target), "--bars", "1", "--after-bar", "1"]) == 0
    assert pitches_and_bars(target) == [(60, 0), (70, 1)]


def test_nothing_that_follows_the_bar_is_heard_in_what_is_added(seed_file: Path):
    volume = Dial(CONTROLLER, 7)
    controls = Controls([Control(0, volume, 90), Control(960, SUSTAIN, 127), Control(2 * BAR, volume, 0)])
    later = Score(
        (replace(TUNE.tracks[0], controls=controls), Track.of([Note(40, 2 * BAR, BAR)], channel=1)),
        TempoMap((TempoChange(0, 500_000), TempoChange(BAR, 1_500_000))),
        MeterMap((MeterChange(0, Meter(4, 4)), MeterChange(BAR, Meter(3, 4)))),
        markers=(Marker(0, "Verse"), Marker(BAR, "Coda")),
    )
    write_score(later, seed_file)
    target = seed_file.with_name("out.mid")
    assert main(["generate", str(seed_file), "-o", str(target), "--bars", "2", "--after-bar", "1"]) == 0
    continued = read_score(target)
    assert pitches_and_bars(target) == [(60, 0), (70, 1), (70, 2)]
    track, begins_later = continued.tracks
    assert not begins_later.notes
    assert list(track.controls) == [
        Control(0, volume, 90),
        Control(960, SUSTAIN, 127),
        Control(BAR, SUSTAIN, 0),
    ]
    assert [change.tempo for change in continued.tempo_map.changes] == [500_000]
    assert [change.meter for change in continued.meter_map.changes] == [Meter(4, 4)]
    assert continued.markers == (Marker(0, "Verse"),)


def test_an_empty_seed_is_refused_and_nothing_is_written(seed_file: Path, capsys: pytest.CaptureFixture[str]):
    write_score(Score(), seed_file)
    assert main(["generate", str(seed_file)]) == 1
    assert "seed is empty" in capsys.readouterr().err
    assert not seed_file.with_name("tune-continued.mid").exists()
