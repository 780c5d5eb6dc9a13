from threading import Event

import pytest

from composer.gui import picture_dialog
from composer.gui.picture_dialog import PictureDialog
from tests.gui.test_main_window import TUNE, Desk


@pytest.fixture
def desk(qtbot):
    desk = Desk(qtbot)
    yield desk
    desk.transport.close()
    desk.flow.close()


def test_of_two_pictures_each_is_said_to_be_saved_when_it_is(desk, qtbot, tmp_path, monkeypatch):
    may_end = {tmp_path / name: Event() for name in ("first.svg", "second.png")}
    first, second = may_end

    def write_picture(_score, _range, _palette, path):
        assert may_end[path].wait(10)
        yield 1

    monkeypatch.setattr(picture_dialog, "write_picture", write_picture)
    desk.document.load(TUNE, None)
    window = desk.window
    pictures = PictureDialog(desk.document, window.roll, window.banner, window.settings, window)
    pictures.draw(first)
    pictures.draw(second)
    for path in (second, first):
        may_end[path].set()
        qtbot.waitUntil(lambda path=path: window.banner.sentence == f"Saved {path}")
