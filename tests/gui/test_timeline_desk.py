import pytest
from PySide6.QtWidgets import QInputDialog

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.timeline_desk import TimelineDesk
from composer.music.score import Marker, Note, Score, Track
from composer.music.time import Meter, bpm_to_tempo
from composer.music.timeline import with_tempo


@pytest.fixture
def document(qapp):
    return Document(Score((Track.of([Note(60, 0, 480)]),)))


@pytest.fixture
def roll(qtbot, document):
    roll = PianoRoll(document)
    qtbot.addWidget(roll)
    roll.playhead_requested.connect(roll.set_playhead)
    return roll


@pytest.fixture
def desk(document, roll):
    return TimelineDesk(document, roll, roll)


@pytest.fixture
def answer(monkeypatch):
    """Answer the next question."""

    def answer(kind, value):
        monkeypatch.setattr(QInputDialog, kind, lambda *_, **__: (value, value is not None))

    return answer


def choose(menu, *words):
    """Click through menus to the entry of these words."""
    for word in words:
        action = next(each for each in menu.actions() if each.text().replace("&", "") == word)
        menu = action.menu()
    action.trigger()


def entries(menu):
    return [action.text().replace("&", "") for action in menu.actions() if action.text()]


def test_a_metre_is_changed_at_the_bar_of_the_click(desk, document):
    choose(desk.menu_at(2500), "Metre from bar 2", "3/4")
    assert document.score.meter_map.meter_at(1920) == Meter(3, 4)
    assert document.undo_stack.undo_text == "Change to 3/4"


def test_what_is_no_metre_is_said_with_what_one_looks_like(desk, document, answer, qtbot):
    for words in ("5/3", "4-4", "three four", "0/4"):
        answer("getItem", words)
        with qtbot.waitSignal(desk.troubled) as said:
            desk.ask_meter(0)
        assert said.args[0].startswith(f"“{words}” is no metre. One is written like 3/4")
    assert not document.undo_stack.count


def test_any_metre_can_be_asked_for_and_nonsense_is_not_taken(desk, document, answer):
    answer("getItem", "11/16")
    choose(desk.menu_at(0), "Metre from bar 1", "Other…")
    assert document.score.meter_map.meter_at(0) == Meter(11, 16)
    for words in ("waltz", "3/5", "0/4", None):
        answer("getItem", words)
        desk.ask_meter(0)
    assert document.score.meter_map.meter_at(0) == Meter(11, 16)
    assert document.undo_stack.count == 1


def test_a_tempo_is_changed_from_its_bar_on(desk, document, answer):
    answer("getDouble", 90.0)
    choose(desk.menu_at(4000), "Tempo from bar 3…")
    assert [round(document.score.tempo_map.bpm_at(tick)) for tick in (3839, 3840)] == [120, 90]


@pytest.mark.parametrize("bpm", [5.0, 100.04, 480.0])
def test_a_tempo_that_is_only_looked_at_stays_as_it_is(desk, document, monkeypatch, bpm):
    def accept(parent, title, question, value, lowest, highest, decimals):
        box = QInputDialog(parent)
        box.setDoubleRange(lowest, highest)
        box.setDoubleDecimals(decimals)
        box.setDoubleValue(value)
        return box.doubleValue(), True

    document.apply("Play it at another tempo", with_tempo(document.score, 0, bpm_to_tempo(bpm)))
    before = document.score
    monkeypatch.setattr(QInputDialog, "getDouble", accept)
    desk.ask_tempo(0)
    assert document.score is before


def test_changes_can_be_taken_back_where_they_are(desk, document, answer):
    desk.set_meter(1920, "3/4")
    answer("getDouble", 90.0)
    desk.ask_tempo(1920)
    assert "Take back the metre of bar 2" not in entries(desk.menu_at(0))
    choose(desk.menu_at(1930), "Take back the metre of bar 2")
    choose(desk.menu_at(1930), "Take back the tempo of bar 2")
    assert document.score == Score((Track.of([Note(60, 0, 480)]),))


def test_markers_are_added_renamed_and_deleted_in_the_menu(desk, document, answer):
    answer("getText", "Verse")
    choose(desk.menu_at(1915), "Add a marker…")
    assert document.score.markers == (Marker(1920, "Verse"),)
    answer("getText", " Chorus ")
    choose(desk.menu_at(1925), "Rename “Verse”…")
    assert document.score.markers == (Marker(1920, "Chorus"),)
    choose(desk.menu_at(1925), "Delete “Chorus”")
    assert document.score.markers == ()


def test_a_marker_without_a_name_is_not_added(desk, document, answer):
    for name in ("  ", None):
        answer("getText", name)
        desk.ask_marker_name(0)
    assert document.score.markers == ()


def test_a_key_marks_the_playhead_and_keys_go_from_marker_to_marker(desk, roll, document):
    for tick in (960, 3840):
        roll.set_playhead(tick)
        desk.commands["add marker"]()
    assert document.score.markers == (Marker(960, "Marker 1"), Marker(3840, "Marker 2"))
    desk.commands["previous marker"]()
    assert roll.playhead == 960
    desk.commands["previous marker"]()
    assert roll.playhead == 960
    desk.commands["next marker"]()
    assert roll.playhead == 3840


def test_a_key_renames_the_marker_that_is_there(desk, document, answer):
    answer("getText", "Chorus")
    desk.add_marker()
    assert document.score.markers == (Marker(0, "Marker 1"),)
    desk.add_marker()
    assert document.score.markers == (Marker(0, "Chorus"),)


def test_a_new_markers_number_is_not_that_of_another(desk, roll, document):
    for tick in (0, 960):
        roll.set_playhead(tick)
        desk.add_marker()
    choose(desk.menu_at(0), "Delete “Marker 1”")
    for tick in (1920, 2880):
        roll.set_playhead(tick)
        desk.add_marker()
    assert [marker.name for marker in document.score.markers] == ["Marker 2", "Marker 1", "Marker 3"]


def test_what_is_played_while_the_menu_is_open_stays(desk, roll, document, answer):
    desk.set_meter(1920, "3/4")
    answer("getDouble", 90.0)
    desk.ask_tempo(1920)
    roll.set_playhead(960)
    for entry in ("Take back the metre of bar 2", "Take back the tempo of bar 2"):
        menu = desk.menu_at(1920)
        roll.insert_note()
        choose(menu, entry)
    desk.add_marker()
    menu = desk.menu_at(desk._playhead)
    roll.set_playhead(7680)
    roll.insert_note()
    choose(menu, "Delete “Marker 1”")
    assert document.score.note_count == 4
    assert len(document.score.meter_map.changes) == len(document.score.tempo_map.changes) == 1
    assert document.score.markers == ()


def test_the_menu_leads_to_every_marker(desk, roll, document):
    roll.set_playhead(960)
    desk.add_marker()
    roll.set_playhead(0)
    choose(desk.menu_at(0), "Go to", "Marker 1")
    assert roll.playhead == 960


def test_a_markers_name_is_read_in_the_menu_as_it_was_written(desk, document, answer):
    answer("getText", "Call & response")
    choose(desk.menu_at(0), "Add a marker…")
    assert "&Delete “Call && response”" in [action.text() for action in desk.menu_at(0).actions()]
