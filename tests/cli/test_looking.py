"""What `composer info` prints."""

from pathlib import Path

import pytest

from composer.cli.main import main
from composer.midi.files import write_score
from composer.music.pitch import Key
from composer.music.score import DRUM_CHANNEL, KeyChange, Note, Score, Track
from composer.music.time import MeterMap, TempoMap


def test_info_tells_what_a_file_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    tracks = (
        Track.of([Note(61, 0, 480), Note(67, 1440, 480)], "Tune", program=40, channel=2),
        Track.of([Note(36, 0, 480)], "Beat", channel=DRUM_CHANNEL),
    )
    score = Score(tracks, TempoMap.constant(90), MeterMap.constant(3, 4), (KeyChange(0, Key(0, "minor")),))
    write_score(score, tmp_path / "tune.mid")
    assert main(["info", str(tmp_path / "tune.mid")]) == 0
    first, second, _, tune, beat, *_ = capsys.readouterr().out.splitlines()
    assert first == "tune.mid: 3 notes, 2 bars, 0:03"
    assert second == "metre 3/4 · key C minor · 90 bpm · 480 ticks per quarter"
    assert tune.split() == ["1", "Tune", "Violin", "3", "2", "D♭4", "to", "G4"]
    assert beat.split() == ["2", "Beat", "Drums", "10", "1", "C2", "to", "C2"]


def test_info_without_a_file_lists_the_styles(capsys: pytest.CaptureFixture[str]):
    assert main(["info"]) == 0
    assert "folk" in capsys.readouterr().out
