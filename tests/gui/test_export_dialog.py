from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton

from composer.gui.export_choice import ExportChoice, Material, Part
from composer.gui.export_dialog import ExportDialog, ask_what_to_export, remember_choice, remembered_choice
from composer.gui.settings import Settings
from composer.music.score import Note, Score, Track
from composer.music.take import ContinuedNote

PIECE = Score((Track.of([Note(60, 0, 480), Note(64, 480, 480)], "Tune"), Track.of([Note(36, 0, 480)])))
ALL = Material(PIECE, frozenset({(0, Note(60, 0, 480))}), [ContinuedNote(Note(67, 960, 480), 0)])


@pytest.fixture
def show(qtbot):
    def show(material=ALL, choice=None):
        dialog = ExportDialog(material, choice or ExportChoice())
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


def press(dialog, words):
    next(button for button in dialog.findChildren(QRadioButton) if button.text().startswith(words)).click()


@pytest.mark.parametrize(
    "choice",
    [
        ExportChoice(),
        ExportChoice(Part.SELECTION, frozenset({1}), is_single_track=True, ppq=960, bpm=90),
        ExportChoice(Part.CONTINUATION, ppq=96),
    ],
)
def test_what_is_shown_is_what_was_chosen(show, choice):
    assert show(choice=choice).choice == choice


def test_a_part_that_is_not_there_cannot_be_chosen_and_says_why(show):
    dialog = show(Material(PIECE), ExportChoice(Part.SELECTION))
    assert dialog.choice.part is Part.PIECE
    texts = [button.text() for button in dialog.findChildren(QRadioButton) if not button.isEnabled()]
    assert texts == [
        "The selected notes (no notes are selected)",
        "The continuation alone (there is no take)",
    ]


def test_the_words_count_what_will_be_written(show):
    dialog = show()
    assert dialog.words == "3 notes in 2 tracks."
    press(dialog, "The selected notes")
    assert dialog.words == "1 note in 1 track."


def test_a_track_is_left_out_by_unchecking_it(show):
    dialog = show()
    dialog._tracks.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.choice.left_out == {0}
    assert dialog.words == "1 note in 1 track."


def test_an_empty_export_cannot_be_asked_for(show):
    dialog = show()
    for index in (0, 1):
        dialog._tracks.item(index).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog._export.isEnabled()
    assert "no notes" in dialog.words


def test_the_list_of_tracks_is_spared_for_one_track(show):
    assert not show(Material(Score((PIECE.tracks[0],))))._tracks.isVisible()


def test_a_long_name_of_a_track_does_not_make_the_list_scroll_sideways(show):
    long = "Violoncello e contrabbasso, con sordino, " * 4
    dialog = show(Material(Score((PIECE.tracks[0], replace(PIECE.tracks[1], name=long)))))
    assert dialog._tracks.horizontalScrollBar().maximum() == 0
    assert dialog._tracks.item(1).toolTip() == long


def test_answers_are_remembered_but_for_the_tracks(qtbot):
    settings = Settings()
    choice = ExportChoice(Part.SELECTION, frozenset({1}), is_single_track=True, ppq=96, bpm=100)
    remember_choice(settings, choice)
    assert remembered_choice(settings) == ExportChoice(Part.SELECTION, is_single_track=True, ppq=96, bpm=100)
    remember_choice(settings, ExportChoice())
    assert remembered_choice(settings) == ExportChoice()


def test_settings_that_make_no_sense_are_the_defaults():
    settings = Settings(export_part="NONSENSE", export_ppq=7, export_bpm=-3)
    assert remembered_choice(settings) == ExportChoice()


def test_cancel_exports_nothing_and_remembers_nothing(qtbot, monkeypatch):
    settings = Settings()
    monkeypatch.setattr(ExportDialog, "exec", lambda _: 0)
    assert ask_what_to_export(None, ALL, settings) is None
    assert settings == Settings()
