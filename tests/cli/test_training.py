"""Training and measuring a model from the command line, on a little music."""

import re
from pathlib import Path

import pytest

from composer.cli.main import FAILED, main
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track


@pytest.fixture(scope="module")
def music_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three scales, one for each part of a corpus."""
    folder = tmp_path_factory.mktemp("music")
    lines = ["file,style,split,source"]
    for semitones, split in enumerate(("train", "valid", "test")):
        notes = [
            Note(pitch + semitones, beat * 480, 480) for beat, pitch in enumerate([60, 62, 64, 65, 67, 69, 71, 72])
        ]
        write_score(Score((Track.of(notes),)), folder / f"{split}.mid")
        lines.append(f"{split}.mid,folk_tune,{split},")
    (folder / "index.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_a_model_is_trained_measured_and_generates(music_folder: Path, tmp_path: Path, capsys):
    run = tmp_path / "run"
    train = ["train", str(music_folder), "--out", str(run), "--steps", "2", "--streams", "2", "--window", "8"]
    assert main(train) == 0
    model = run / "best.safetensors"
    assert str(model) in capsys.readouterr().out

    assert main(["evaluate", str(music_folder), "--model", str(model)]) == 0
    measured = capsys.readouterr().out
    assert re.search(r"total +\d+\.\d+ +\d+\.\d+ +\d+\.\d+", measured)
    assert "of 8 notes" in measured

    seed, target = music_folder / "test.mid", tmp_path / "out.mid"
    assert main(["generate", str(seed), "-o", str(target), "--bars", "1", "--model", str(model)]) == 0
    assert target.exists()


def test_music_without_a_part_to_test_with_is_refused(music_folder: Path, tmp_path: Path, capsys):
    (tmp_path / "one.mid").write_bytes((music_folder / "train.mid").read_bytes())
    (tmp_path / "index.csv").write_text("file,style,split,source\none.mid,folk_tune,train,", encoding="utf-8")
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "run")]) == FAILED
    assert "none for the valid part" in capsys.readouterr().err


def test_a_folder_without_music_is_refused(tmp_path: Path, capsys):
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "run")]) == FAILED
    assert "No MIDI files" in capsys.readouterr().err
