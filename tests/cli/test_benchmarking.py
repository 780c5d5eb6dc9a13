"""The public benchmarks from the command line, on a little data of their shape."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from composer.cli.main import FAILED, main
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track


@pytest.fixture
def chorales(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    stored = {part: rng.integers(60, 64, (2, 8, 4)).tolist() for part in ("train", "valid", "test")}
    (tmp_path / "Jsb16thSeparated.json").write_text(json.dumps(stored))
    return tmp_path


@pytest.fixture
def tunes(tmp_path: Path) -> Path:
    rng = random.Random(0)
    for number in range(2):
        notes = [Note(60 + rng.randrange(12), beat * 480, 480) for beat in range(44)]
        write_score(Score((Track.of(notes),)), tmp_path / f"{number}.mid")
    return tmp_path


def test_a_network_is_trained_and_shown_beside_counting_and_published_numbers_and_not_trained_twice(chorales, capsys):
    command = [
        "evaluate",
        str(chorales),
        "--benchmark",
        "jsb16",
        "--seeds",
        "2",
        "--epochs",
        "1",
        "--without",
        "copying",
    ]
    results = chorales / "results.json"
    assert main([*command, "--results", str(results)]) == 0
    shown = capsys.readouterr().out
    assert all(words in shown for words in ("nats per note of a voice", "TonicNet", "counting: n-gram", "Composer"))
    found = json.loads(results.read_text())
    assert list(found) == [f"jsb16, 1 epochs, without copying, seed {seed}" for seed in range(2)]

    results.write_text(json.dumps({run: {"per_frame": 0.25, "per_piece": 0.5} for run in found}))
    assert main([*command, "--results", str(results)]) == 0
    assert "0.250 ± 0.000" in capsys.readouterr().out


def test_a_folder_without_the_data_is_named(tmp_path, capsys):
    assert main(["evaluate", str(tmp_path), "--benchmark", "jsb"]) == FAILED
    assert f"below {tmp_path}" in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.slow
def test_tunes_are_continued_and_told_apart(tunes, capsys):
    assert main(["evaluate", str(tunes), "--benchmark", "continuation", "--tunes", "2"]) == 0
    assert "the prime again" in capsys.readouterr().out
    assert main(["evaluate", str(tunes), "--benchmark", "foil", "--tunes", "2"]) == 0
    assert "of 2 tunes" in capsys.readouterr().out
