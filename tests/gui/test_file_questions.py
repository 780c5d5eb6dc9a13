from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QInputDialog, QWidget

from composer.gui.file_questions import backup_to_revert_to
from composer.storage.backups import Backup


@pytest.mark.parametrize("row", range(3))
def test_each_of_several_saves_within_a_second_can_be_gone_back_to(qtbot, monkeypatch, row):
    noon = datetime(2026, 1, 1, 12).astimezone()
    backups = [Backup(Path(f"{number}.composer"), noon, number) for number in (3, 2, 1)]
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(QInputDialog, "getItem", lambda *rest: (rest[3][row], True))
    assert backup_to_revert_to(window, "Tune", backups) is backups[row]
