from pathlib import Path

import pytest

from composer.cli.main import FAILED, main
from composer.generation import foreign_model


def test_a_checkpoint_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(foreign_model, "guarded", lambda work, path, limits: work(path))
    assert main(["import-model", str(tmp_path / "run.pt")]) == FAILED
    assert "run.pt" in capsys.readouterr().err


def test_an_imported_model_lies_beside_its_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    taken = []
    monkeypatch.setattr(foreign_model, "import_model", lambda *arguments: taken.append(arguments))
    assert main(["import-model", str(tmp_path / "run.pt"), "--name", "mine"]) == 0
    [(source, target, card)] = taken
    assert (source.name, target.name, card.name) == ("run.pt", "run.safetensors", "mine")
