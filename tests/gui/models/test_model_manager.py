"""The model manager: what it shows, and what it lets be done to the user's own models."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLabel, QMessageBox, QPushButton, QTreeWidget

from composer.generation import taking_in
from composer.generation.library import add_model, facts_of, own_models
from composer.gui.models.importer import Importer
from composer.gui.models.model_manager import ModelManager
from composer.resources import resource

RECIPE = resource("models", "step-duration-lstm.safetensors")


class Hands:
    def __init__(self, qtbot) -> None:
        self.qtbot = qtbot
        self.importer = Importer()
        self.manager = ModelManager(self.importer)
        self.changes, self.renamed, self.imported = [], [], []
        self.importer.imported.connect(self.imported.append)
        self.manager.changed.connect(lambda: self.changes.append(True))
        self.manager.renamed.connect(lambda *names: self.renamed.append(names))
        self.manager.show()

    def choose(self, name: str) -> None:
        files = self.manager.findChild(QTreeWidget)
        [item] = files.findItems(name, Qt.MatchFlag.MatchExactly)
        files.setCurrentItem(item)

    def button(self, words: str) -> QPushButton:
        return next(button for button in self.manager.findChildren(QPushButton) if words in button.text())

    def click(self, words: str) -> None:
        self.qtbot.mouseClick(self.button(words), Qt.MouseButton.LeftButton)


@pytest.fixture
def hands(qtbot):
    add_model(RECIPE, "mine")
    hands = Hands(qtbot)
    yield hands
    hands.manager.close()


def test_every_model_is_listed_with_where_it_comes_from_and_its_hash(hands):
    assert hands.manager.names[0] == "composer-lstm"
    assert hands.manager.names[-1] == "mine"
    hands.choose("mine")
    assert hands.manager._card.text() == facts_of(RECIPE).statement
    assert hands.manager._hash.text().replace("\n", "") == facts_of(RECIPE).sha256


def test_what_a_model_is_is_said_in_words_and_of_an_own_one_by_its_system(hands):
    files = hands.manager.findChild(QTreeWidget)
    kinds = {item.text(0): item.text(1) for item in map(files.topLevelItem, range(files.topLevelItemCount()))}
    assert kinds["step-duration-lstm"] == facts_of(RECIPE).published.sentence
    assert kinds["mine"] == "step-duration-lstm"


def test_bundled_models_can_only_be_exported(hands):
    hands.choose("composer-lstm")
    assert [hands.button(words).isEnabled() for words in ("Export", "Rename", "Delete")] == [True, False, False]


def test_an_own_model_is_renamed(hands, monkeypatch):
    hands.choose("mine")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("études", True))
    hands.click("Rename")
    assert hands.manager.names[-1] == "études"
    assert hands.renamed == [("mine", "études")]
    assert hands.changes == [True]


def test_a_name_that_is_taken_is_refused_in_a_sentence(hands, monkeypatch):
    hands.choose("mine")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("lofi-lstm", True))
    hands.click("Rename")
    assert "There is a model “lofi-lstm” already" in hands.manager.words
    assert hands.changes == []


@pytest.mark.parametrize(("answer", "left"), [("Discard", 0), ("Cancel", 1)])
def test_an_own_model_is_deleted_when_that_is_meant(hands, monkeypatch, answer, left):
    hands.choose("mine")
    monkeypatch.setattr(QMessageBox, "exec", lambda _: getattr(QMessageBox.StandardButton, answer))
    hands.click("Delete")
    assert len(own_models()) == left


def test_a_model_is_exported(hands, monkeypatch, tmp_path):
    target = tmp_path / "copy.safetensors"
    hands.choose("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    hands.click("Export")
    assert target.read_bytes() == RECIPE.read_bytes()


def test_an_exported_model_gets_the_suffix_that_its_name_lacks(hands, monkeypatch, tmp_path):
    hands.choose("mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "v1.2"), ""))
    hands.click("Export")
    assert (tmp_path / "v1.2.safetensors").read_bytes() == RECIPE.read_bytes()
    assert "v1.2.safetensors is a copy" in hands.manager.words


def test_a_model_is_imported_once_it_has_been_read(hands, monkeypatch, tmp_path):
    source = tmp_path / "given.safetensors"
    source.write_bytes(RECIPE.read_bytes())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(source), ""))
    hands.click("Import")
    hands.qtbot.waitUntil(lambda: bool(hands.imported), timeout=20_000)
    assert "given" in hands.manager.names
    assert hands.manager.words == "“given” can be chosen now."


def test_while_a_model_is_imported_no_other_one_can_be(hands, monkeypatch):
    may_end = Event()
    monkeypatch.setattr(taking_in, "take_in", lambda path: may_end.wait(20) and path)
    hands.importer.take_in(RECIPE)
    again = ModelManager(hands.importer)
    assert not again._import.isEnabled()
    may_end.set()
    hands.qtbot.waitUntil(again._import.isEnabled)
    again.close()


def test_what_is_no_model_is_refused_with_a_sentence(hands, tmp_path):
    source = tmp_path / "odd.safetensors"
    source.write_bytes(b"odd")
    hands.manager.import_file(source)
    hands.qtbot.waitUntil(lambda: "odd.safetensors" in hands.manager.words and "Reading" not in hands.manager.words)
    assert hands.button("Import").isEnabled()
    assert "odd" not in hands.manager.names


def test_a_damaged_own_model_is_shown_and_can_be_deleted(hands):
    [path] = own_models()
    path.write_bytes(b"no longer")
    hands.manager.refresh("mine")
    assert "not a model" in hands.manager.words
    assert hands.button("Delete").isEnabled()
    assert not hands.button("Export").isEnabled()


def test_what_is_said_of_a_model_begins_on_the_line_of_its_label(hands):
    hands.choose("mine")
    labels = {label.text(): label for label in hands.manager.findChildren(QLabel)}
    for words, field in (("Comes from", hands.manager._card), ("SHA-256", hands.manager._hash)):
        assert labels[words].y() == field.y()
        assert labels[words].alignment() & Qt.AlignmentFlag.AlignTop
