import pytest
from PySide6.QtWidgets import QToolButton

from composer.gui.banner import Banner


@pytest.fixture
def banner(qtbot):
    banner = Banner()
    qtbot.addWidget(banner)
    return banner


def test_a_banner_with_nothing_to_say_is_hidden(banner):
    assert banner.isHidden()
    assert banner.sentence == ""


def test_trouble_stays_until_it_is_closed(banner):
    banner.tell_trouble("The port is gone.")
    assert banner.sentence == "The port is gone."
    assert not banner._timer.isActive()
    banner.findChild(QToolButton).click()
    assert banner.sentence == ""


def test_news_goes_away_by_itself(qtbot, banner):
    banner._timer.setInterval(0)
    banner.tell_news("Saved.")
    assert banner.sentence == "Saved."
    qtbot.waitUntil(banner.isHidden)


def test_news_does_not_shorten_the_time_of_trouble(banner):
    banner.tell_news("Saved.")
    banner.tell_trouble("The port is gone.")
    assert not banner._timer.isActive()
