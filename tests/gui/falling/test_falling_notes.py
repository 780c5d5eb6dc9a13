import pytest
from PySide6.QtCore import QObject, Signal

from composer.gui.document import Document
from composer.gui.falling.falling_notes import FallingNotes
from composer.gui.falling.keys import keys_across
from composer.gui.falling.painter import KEY_HEIGHT, NUMBER_HEIGHT, PIXELS_PER_SECOND
from composer.gui.piano_roll import PianoRoll
from composer.gui.theme import DARK, apply_theme
from composer.music.score import Note, Score, Track


class FakeTransport(QObject):
    """Where the playhead is, and whether it moves, as a test says."""

    playhead_moved = Signal(int)
    playing_changed = Signal(bool)
    playhead, is_playing = 0, False

    def __init__(self):
        super().__init__()
        self.sought = []

    def report(self, tick):
        self.playhead = tick
        self.playhead_moved.emit(tick)

    def play(self, is_playing=True):
        self.is_playing = is_playing
        self.playing_changed.emit(is_playing)

    def seek(self, tick):
        self.sought.append(tick)


class Clock:
    seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def transport():
    return FakeTransport()


@pytest.fixture
def view(qtbot, qapp, transport, clock):
    """A minute of C4 for half a second every second, with 480 ticks for half a second."""
    apply_theme(qapp, "dark")
    roll = PianoRoll(Document(Score((Track.of([Note(60, 960 * second, 480, 127) for second in range(60)]),))))
    qtbot.addWidget(roll)
    roll.resize(1040, 700)
    roll.show()
    view = FallingNotes(roll, transport, clock)
    view.open()
    return view


def colours(view, pitch=60):
    """What the picture shows of a pitch: just above the keys, and near the lower end of its key."""
    picture, key = view.grab().toImage(), keys_across(view.width())[pitch]
    x, floor = round((key.left + key.right) / 2), round(view.height() - KEY_HEIGHT)
    return picture.pixelColor(x, floor - 6), picture.pixelColor(x, view.height() - 30)


def test_a_key_lights_up_while_its_note_sounds(view, transport):
    above, key = colours(view)
    assert above == DARK.loud_note
    assert key.blue() > key.red() + 60
    transport.report(700)
    above, key = colours(view)
    assert above == DARK.white_row
    assert key == DARK.white_key
    transport.report(960)
    assert colours(view)[0] == DARK.loud_note


def test_a_note_is_as_far_from_the_keys_as_it_is_away_in_time(view, transport):
    transport.report(480)
    picture, key = view.grab().toImage(), keys_across(view.width())[60]
    x, floor = round((key.left + key.right) / 2), view.height() - KEY_HEIGHT
    start = floor - 0.5 * PIXELS_PER_SECOND
    assert picture.pixelColor(x, round(start) + 4) == DARK.white_row
    assert picture.pixelColor(x, round(start) - 4) == DARK.loud_note


def test_between_two_reports_notes_go_on_falling_with_the_clock(view, transport, clock):
    transport.play()
    transport.report(480)
    clock.seconds += 0.04
    assert view.seconds == pytest.approx(0.54)
    clock.seconds += 10
    assert view.seconds == pytest.approx(0.6)


def test_a_report_that_is_a_little_late_lets_no_note_rise(view, transport, clock):
    transport.play()
    transport.report(480)
    clock.seconds += 0.05
    shown = view.seconds
    transport.report(500)
    assert view.seconds == shown
    transport.report(0)
    assert view.seconds == 0


def test_frames_are_painted_only_while_it_plays_and_can_be_seen(view, transport):
    assert not view._frame_timer.isActive()
    transport.play()
    assert view._frame_timer.isActive()
    view.close()
    assert not view._frame_timer.isActive()
    view.open()
    assert view._frame_timer.isActive()
    transport.play(False)
    assert not view._frame_timer.isActive()


def test_it_is_always_as_large_as_the_roll(view, qapp):
    view.parentWidget().resize(900, 500)
    qapp.processEvents()
    assert view.size() == view.parentWidget().size()


def painted(view, *notes):
    """The picture of a piece with `notes`, and the y of the keys."""
    view._state.document.apply("Draw", Score((Track.of(notes),)))
    return view.grab().toImage(), round(view.height() - KEY_HEIGHT)


def test_a_bars_number_stands_on_its_own_ground_over_the_notes(view):
    picture, floor = painted(view, Note(21, 0, 1920, 127))
    top = floor - int(NUMBER_HEIGHT)
    assert picture.pixelColor(3, top - 2) == DARK.loud_note
    assert picture.pixelColor(3, top + 2) == DARK.ruler
    assert DARK.muted_text in [picture.pixelColor(x, y) for x in range(6, 16) for y in range(top, floor)]


def test_a_note_of_a_black_key_has_its_border_where_it_lies_over_its_neighbour(view):
    picture, floor = painted(view, Note(61, 0, 1920, 127), Note(60, 0, 1920, 127))
    left = round(keys_across(view.width())[61].left)
    across = [picture.pixelColor(left + x, floor - 60) for x in (-1, 1, 3)]
    assert across == [DARK.loud_note, DARK.note_border, DARK.loud_note]


def test_the_border_of_a_note_has_the_hue_of_its_track(view):
    view._state.document.apply("Draw", Score((Track(), Track.of([Note(60, 0, 1920, 127)]))))
    picture, left = view.grab().toImage(), round(keys_across(view.width())[60].left)
    assert picture.pixel(left + 1, round(view.height() - KEY_HEIGHT) - 60) == DARK.track_border(1).rgb()


def test_wide_keys_are_long_but_leave_the_notes_room(view, qapp):
    lengths = []
    for size in ((1040, 700), (3400, 2000), (3400, 600)):
        view.parentWidget().resize(*size)
        qapp.processEvents()
        picture, key = view.grab().toImage(), keys_across(view.width())[62]
        column = [picture.pixelColor(round(key.left) + 2, y) for y in range(view.height())]
        lengths.append(len(column) - column.index(DARK.accent))
    assert lengths[0] == pytest.approx(KEY_HEIGHT, abs=2)
    assert lengths[1] == pytest.approx(4 * 3400 / 52, abs=2)
    assert lengths[2] == pytest.approx(150, abs=2)
