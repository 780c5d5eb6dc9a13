from PySide6.QtCore import QEvent, QPointF

from tests.gui.piano_roll.conftest import Hand


def test_gliding_over_the_keys_sounds_each_once(roll, heard):
    hand = Hand(roll, roll._keyboard)
    hand.drag((10, 60), (10, 60), (10, 62), (12, 62), (10, 64))
    assert [pitch for pitch, _ in heard] == [60, 62, 64]


def test_a_key_is_louder_further_right(roll, heard):
    hand = Hand(roll, roll._keyboard)
    for x in (2, 60):
        hand.send(QEvent.Type.MouseButtonPress, QPointF(x, 100))
        hand.send(QEvent.Type.MouseButtonRelease, QPointF(x, 100))
    assert heard[0][1] < 40 < 100 < heard[1][1]
