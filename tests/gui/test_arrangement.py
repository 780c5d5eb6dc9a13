from PySide6.QtWidgets import QLabel, QWidget

from composer.gui.arrangement import arranged


def test_a_message_moves_no_button_of_the_panels(qtbot):
    banner, panel = QLabel("The output is gone."), QLabel("Generate")
    whole = arranged(QLabel("Transport"), banner, QWidget(), QWidget(), [panel])
    qtbot.addWidget(whole)
    whole.resize(900, 600)
    whole.show()
    place = panel.mapTo(whole, panel.rect().center())
    banner.hide()
    qtbot.waitUntil(lambda: not banner.isVisible())
    whole.layout().activate()
    assert panel.mapTo(whole, panel.rect().center()) == place
