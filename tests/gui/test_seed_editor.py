import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from composer.gui.arrangement import PANEL_WIDTH
from composer.gui.seed_choice import SeedScope
from composer.gui.seed_editor import SeedEditor
from composer.music.errors import SeedError
from composer.music.pitch import Key
from composer.music.score import Note, Score, Track
from composer.music.time import MeterMap

EARLY, LATE = Note(60, 240, 480), Note(64, 1920, 480)
SCORE = Score((Track.of([EARLY, LATE]),))


@pytest.fixture
def editor(qtbot):
    editor = SeedEditor()
    qtbot.addWidget(editor)
    return editor


def test_an_empty_piece_says_how_to_get_a_seed(editor):
    assert "No notes yet" in editor.words
    with pytest.raises(SeedError):
        editor.seed()


def test_the_whole_piece_is_the_band_from_its_first_bar_line_to_its_end(qtbot, editor):
    with qtbot.waitSignal(editor.band_changed) as band:
        editor.set_score(SCORE)
    assert band.args == [(0, 2400)]
    assert editor.words.startswith("2 notes, 2 bars")


def test_the_band_follows_the_playhead_when_that_is_the_choice(qtbot, editor):
    editor.set_score(SCORE)
    editor.set_scope(SeedScope.UP_TO_PLAYHEAD)
    with qtbot.waitSignal(editor.band_changed) as band:
        editor.set_playhead(960)
    assert band.args == [(0, 960)]
    assert editor.seed().score.tracks[0].notes == (EARLY,)


def test_a_range_drawn_in_the_ruler_becomes_the_choice_and_stays_visible_when_empty(qtbot, editor):
    editor.set_score(SCORE)
    editor.set_range(1920, 3840)
    assert editor.scope is SeedScope.RANGE
    assert editor.findChild(QComboBox).currentData() is SeedScope.RANGE
    with qtbot.waitSignal(editor.band_changed) as band:
        editor.set_range(3840, 5760)
    assert band.args == [(3840, 5760)]
    assert "No notes in this range" in editor.words


def test_choosing_in_the_list_changes_the_seed(editor):
    editor.set_score(SCORE)
    editor.set_selection(frozenset({(0, LATE)}))
    scopes = editor.findChild(QComboBox)
    scopes.setCurrentIndex(scopes.findData(SeedScope.SELECTION))
    assert editor.seed().score.tracks[0].notes == (LATE,)


def test_the_editor_says_how_the_model_reads_the_seed(editor):
    editor.set_score(SCORE)
    assert editor._key.currentText() == "C major, heard"
    assert editor._meter.currentText() == "4/4"
    assert editor._density.currentText() == "0.44 per quarter, counted"


def test_the_density_asks_for_more_room_when_its_words_get_longer(qtbot, editor):
    editor.show()
    editor.set_score(Score((Track.of([Note(60, 480 * beat, 480) for beat in range(8)]),)))
    qtbot.waitUntil(lambda: editor._density.isVisible())
    room = editor._density.sizeHint().width()
    editor.set_score(SCORE)
    assert editor._density.sizeHint().width() > room


def test_the_key_can_be_corrected_and_left_to_the_ear_again(qtbot, editor):
    editor.set_score(SCORE)
    editor._key.setCurrentText("A minor")
    editor._key.activated.emit(editor._key.currentIndex())
    assert editor.seed().key == Key(9, "minor")
    editor.set_score(Score((Track.of([LATE]),)))
    assert editor._key.currentText() == "A minor"
    editor.set_key(None)
    assert editor.seed().key is None
    assert editor._key.currentIndex() == 0


def test_the_density_can_be_corrected_and_left_to_the_count_again(editor):
    editor.set_score(SCORE)
    editor._density.setCurrentText("4 per quarter")
    editor._density.activated.emit(editor._density.currentIndex())
    assert editor.seed().density == 4
    editor.set_score(Score((Track.of([LATE]),)))
    assert editor._density.currentText() == "4 per quarter"
    editor.set_density(None)
    assert editor.seed().density is None
    assert editor._density.currentIndex() == 0


def test_other_notes_are_read_as_they_are_heard(editor):
    editor.set_score(SCORE)
    editor.set_key(Key(9, "minor"))
    editor.set_density(8)
    editor.read_as_heard()
    assert (editor.seed().key, editor.seed().density) == (None, None)
    assert editor._density.currentText().endswith("counted")


def test_another_metre_can_be_asked_for(qtbot, editor):
    editor.set_score(SCORE)
    with qtbot.waitSignal(editor.meter_requested) as requested:
        editor._meter.textActivated.emit("3/4")
    assert requested.args == ["3/4"]


def test_a_rare_metre_is_shown_too(editor):
    editor.set_score(Score((Track.of([EARLY]),), meter_map=MeterMap.constant(11, 16)))
    assert editor._meter.currentText() == "11/16"


def test_without_a_seed_there_is_nothing_to_hear_or_shape(editor):
    assert not editor._listen.isEnabled()
    assert not editor._shape.isEnabled()
    editor.set_score(SCORE)
    assert editor._listen.isEnabled()


def test_without_a_seed_the_label_of_its_key_is_as_faint_as_the_key(editor):
    label = next(label for label in editor.findChildren(QLabel) if label.buddy() is editor._key)
    assert not label.isEnabled()
    editor.set_score(SCORE)
    assert label.isEnabled()


def test_density_is_asked_for_only_where_there_are_notes_and_moves_nothing(editor):
    editor.show()
    height = editor.sizeHint().height()
    assert not editor._density.isVisible()
    editor.set_score(SCORE)
    assert editor._density.isVisible()
    assert editor.sizeHint().height() == height


def test_how_many_notes_and_how_dense_are_read_whole_beside_a_scroll_bar(editor):
    notes = [Note(60 + index % 12, index * 500, 240) for index in range(2_400)]
    editor.set_score(Score((Track.of(notes),)))
    editor.resize(PANEL_WIDTH - 14, editor.sizeHint().height())
    editor.show()
    assert editor.words == "2,400 notes, 625 bars"
    assert editor._density.width() >= editor._density.sizeHint().width()
    metrics = editor._words.fontMetrics()
    assert editor._words.width() >= metrics.horizontalAdvance("2,400 notes,")


def test_the_buttons_side_by_side_are_equally_high(editor):
    assert len({button.sizeHint().height() for button in editor.findChildren(QPushButton)}) == 1
