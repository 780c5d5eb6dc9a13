"""Training and measuring a model from the command line, on a little music."""

import re
from pathlib import Path

import pytest

from composer.cli.main import FAILED, WRONG_USAGE, main
from composer.generation.passages import PassageIndex
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
    assert PassageIndex.load(run / "best.passages").longest >= 1

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


@pytest.mark.parametrize("option", ["--samples", "--copies"])
def test_pieces_that_are_too_short_to_be_continued_are_refused(music_folder: Path, capsys, option: str):
    assert main(["evaluate", str(music_folder), option, "10"]) == FAILED
    assert "is long enough: add longer pieces" in capsys.readouterr().err


@pytest.mark.slow
def test_continuations_are_measured_beside_the_real_ones_and_controls(tmp_path: Path, capsys):
    lines = ["file,style,split,source"]
    for number in range(12):
        notes = [Note(60 + (number + step * step) % 12, step * 480, 480) for step in range(24 * 4)]
        write_score(Score((Track.of(notes),)), tmp_path / f"{number}.mid")
        lines.append(f"{number}.mid,folk_tune,test,")
    (tmp_path / "index.csv").write_text("\n".join(lines), encoding="utf-8")

    assert main(["evaluate", str(tmp_path), "--samples", "10"]) == 0
    printed = capsys.readouterr().out
    assert "Means of 10 continuations" in printed
    assert re.search(r"ends on a bar line +1\.000", printed)
    assert re.search(r"area under the curve of \d\.\d\d", printed)


def test_a_folder_without_music_is_refused(tmp_path: Path, capsys):
    assert main(["train", str(tmp_path), "--out", str(tmp_path / "run")]) == FAILED
    assert "No music in" in capsys.readouterr().err


def test_several_processes_are_refused_where_each_would_write_a_run_of_its_own(music_folder: Path, monkeypatch, capsys):
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert main(["train", str(music_folder)]) == WRONG_USAGE
    assert "add --out" in capsys.readouterr().err


RECIPE, OUT = ["--recipe", "lofi-lstm"], ["--out", "own"]


@pytest.mark.parametrize(
    ("kind", "option", "where"),
    [
        ([], ["--minutes", "1"], "with --out and without --recipe"),
        (RECIPE, ["--steps", "10"], "with --out and without --recipe"),
        ([*RECIPE, *OUT], ["--streams", "2"], "with --out and without --recipe"),
        ([*RECIPE, *OUT], ["--from", "old.safetensors"], "without --recipe"),
        (OUT, ["--epochs", "2"], "with --recipe or without --out"),
        (OUT, ["--batch-size", "2"], "with --recipe or without --out"),
        (OUT, ["--files", "5"], "with --recipe and --out"),
        (RECIPE, ["--files", "5"], "with --recipe and --out"),
        (OUT, ["--oversampling", "700"], "with --recipe"),
        ([], ["--every-position"], "with --recipe"),
        ([], ["--hold-out"], "with --recipe"),
    ],
)
def test_an_option_that_would_not_be_heeded_is_refused(
    music_folder: Path, tmp_path: Path, monkeypatch, capsys, kind: list[str], option: list[str], where: str
):
    monkeypatch.chdir(tmp_path)
    assert main(["train", str(music_folder), *kind, *option]) == WRONG_USAGE
    assert f"{option[0]} can be used only {where}." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_all_of_a_foreign_folder_is_judged_without_counting_in_it(music_folder: Path, tmp_path: Path, capsys):
    (tmp_path / "one.mid").write_bytes((music_folder / "train.mid").read_bytes())
    assert main(["evaluate", str(tmp_path), "--split", "all"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"^ *pitch +\d+\.\d+ *$", shown, re.MULTILINE)
    assert "of 8 notes" in shown
    assert "markov" not in shown
