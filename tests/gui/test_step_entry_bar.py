import pytest

from composer.gui.document import Document
from composer.gui.piano_roll import PianoRoll
from composer.gui.step_entry import StepEntry
from composer.gui.step_entry_bar import _BLACK_HEIGHT, _KEY_WIDTH, StepEntryBar, _Piano
from composer.gui.theme import DARK, apply_theme


@pytest.fixture
def piano(qtbot, qapp):
    """The keys of the bar, from C4 to C5 and a little further."""
    apply_theme(qapp, "dark")
    document = Document()
    roll = PianoRoll(document)
    qtbot.addWidget(roll)
    entry = StepEntry(document, roll, roll)
    bar = StepEntryBar(entry, roll)
    roll.resize(900, 600)
    roll.show()
    entry.begin()
    return bar.findChild(_Piano)


@pytest.mark.parametrize("octave", [0, 1])
def test_the_name_of_a_c_is_clear_of_the_black_key_beside_it(piano, octave):
    picture, left = piano.grab().toImage(), 7 * octave * _KEY_WIDTH
    below_black_keys = {picture.pixel(left + x, _BLACK_HEIGHT + y) for x in range(3, 20) for y in (2, 3)}
    assert below_black_keys == {DARK.white_key.rgb()}
