"""The user's own models: what they say, their names, and what is refused."""

import json
from pathlib import Path

import pytest

from composer.generation import library
from composer.generation.registry import available_models
from composer.music.errors import ModelFileError
from composer.resources import resource

RECIPE = resource("models", "step-duration-lstm.safetensors")


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_the_facts_of_a_model_are_read_from_its_header():
    facts = library.facts_of(RECIPE)
    assert facts.kind == "step-duration-lstm"
    assert facts.published is not None
    assert len(facts.sha256) == 64
    assert facts.notes_trained > 0
    assert library.facts_of(resource("models", "composer-lstm.safetensors")).kind == "composer-lstm"


@pytest.mark.parametrize(
    "contents", [b"", b"\xff" * 8, b"\x02" + bytes(7) + b"{}", b"\x02" + bytes(7) + b"[]", b"x" * 99]
)
def test_what_is_no_model_is_refused_with_its_name(tmp_path, contents):
    path = tmp_path / "odd.safetensors"
    path.write_bytes(contents)
    with pytest.raises(ModelFileError, match="is not a model of Composer"):
        library.facts_of(path)


def test_a_number_beyond_all_bounds_is_no_fact_of_a_model():
    path = library.add_model(RECIPE, "mine")
    card = '{"data_statement": "", "notes_trained": 1e999, "held_out": {}}'
    header = json.dumps({"__metadata__": {"card": card, "sha256": ""}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    with pytest.raises(ModelFileError, match="is not a model of Composer"):
        library.facts_of(path)
    assert "mine" not in [entry.name for entry in available_models()]


def test_an_added_model_is_among_those_that_can_be_chosen():
    path = library.add_model(RECIPE, "My études")
    [own] = [entry for entry in available_models() if entry.path == path]
    assert own.name == "My études"
    assert own.published is not None
    assert own.sentence == library.facts_of(RECIPE).statement


def test_a_second_model_of_a_name_gets_a_number_and_no_bundled_one_is_shadowed():
    names = [library.add_model(RECIPE, name).stem for name in ("mine", "Mine", "composer-lstm", "a/b:c", " ")]
    assert names == ["mine", "Mine 2", "composer-lstm 2", "abc", "model"]


def test_a_damaged_model_among_the_own_ones_is_not_offered():
    library.add_model(RECIPE, "mine").write_bytes(b"no longer")
    assert "mine" not in [entry.name for entry in available_models()]
    assert [path.stem for path in library.own_models()] == ["mine"]


def test_a_model_is_renamed_exported_and_deleted(tmp_path):
    path = library.rename_model(library.add_model(RECIPE, "mine"), "yours")
    assert path.stem == "yours"
    library.export_model(path, tmp_path / "given.safetensors")
    assert (tmp_path / "given.safetensors").read_bytes() == RECIPE.read_bytes()
    library.delete_model(path)
    assert library.own_models() == []


def test_the_index_of_a_models_passages_goes_wherever_the_model_goes(tmp_path):
    source = tmp_path / "from a friend.safetensors"
    source.write_bytes(RECIPE.read_bytes())
    source.with_suffix(".passages").write_bytes(b"index")
    path = library.rename_model(library.add_model(source, "mine"), "yours")
    library.export_model(path, tmp_path / "given.safetensors")
    assert (tmp_path / "given.passages").read_bytes() == b"index"
    assert sorted(each.name for each in library.models_folder().iterdir()) == ["yours.passages", "yours.safetensors"]
    library.delete_model(path)
    assert list(library.models_folder().iterdir()) == []


def test_an_index_that_lies_elsewhere_is_taken_along(tmp_path):
    (tmp_path / "music.passages").write_bytes(b"index")
    path = library.add_model(RECIPE, "mine", tmp_path / "music.passages")
    assert path.with_suffix(".passages").read_bytes() == b"index"
    assert not library.add_model(RECIPE, "other", tmp_path / "none.passages").with_suffix(".passages").exists()


def test_a_model_that_replaces_another_does_not_inherit_its_index(tmp_path):
    (tmp_path / "given.passages").write_bytes(b"of another model")
    library.export_model(RECIPE, tmp_path / "given.safetensors")
    assert not (tmp_path / "given.passages").exists()


def test_a_model_may_change_the_case_of_its_name():
    assert library.rename_model(library.add_model(RECIPE, "mine"), "Mine").stem == "Mine"


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a/b", "a\\b", "..", ".hidden", "lofi-lstm", "taken", "TAKEN"])
def test_a_name_that_cannot_be_is_refused_in_a_sentence(name):
    library.add_model(RECIPE, "taken")
    path = library.add_model(RECIPE, "mine")
    with pytest.raises(ModelFileError, match=r"name"):
        library.rename_model(path, name)
    assert path.exists()


def test_bundled_models_are_neither_renamed_nor_deleted():
    for refuse in (library.delete_model, lambda path: library.rename_model(path, "x")):
        with pytest.raises(ModelFileError, match="came with Composer"):
            refuse(RECIPE)
    assert RECIPE.exists()


def test_a_copy_that_cannot_be_written_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "there.safetensors"
    target.write_bytes(b"old")

    def full(_: Path, partial: Path) -> None:
        partial.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(library.shutil, "copyfile", full)
    with pytest.raises(ModelFileError, match="no space left on device"):
        library.export_model(RECIPE, target)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == {
        "there.safetensors": b"old"
    }
