from errno import ENOSPC
from threading import Event
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QCoreApplication

from composer.gui import settings
from composer.gui.settings import Settings
from composer.gui.settings_keeper import SettingsKeeper


class Desk:
    """A keeper, its settings and their file."""

    def __init__(self, path, settings=None):
        self.path, self.settings = path, settings or Settings()
        self.known_to_window = {}
        self.keeper = SettingsKeeper(self.settings, path, self.bring_up_to_date, None)

    def bring_up_to_date(self):
        for name, value in self.known_to_window.items():
            setattr(self.settings, name, value)

    def keep(self):
        """Look at the settings, and wait for them to be written if they are."""
        self.keeper.keep()
        while self.keeper._job and self.keeper._job.is_running:
            self.keeper._job.wait(10_000)
            QCoreApplication.processEvents()

    @property
    def stored(self):
        return Settings.load(self.path)


@pytest.fixture
def desk(qapp, tmp_path):
    return Desk(tmp_path / "settings.json")


def test_what_has_changed_is_in_the_file_before_the_window_closes(desk):
    desk.settings.theme = "light"
    desk.known_to_window["bars"] = 12
    desk.keep()
    assert (desk.stored.theme, desk.stored.bars) == ("light", 12)


def test_a_list_that_has_grown_counts_as_changed(desk, tmp_path):
    desk.settings.remember_file(tmp_path / "a.mid")
    desk.keep()
    assert desk.stored.recent_files == [str(tmp_path / "a.mid")]


def test_nothing_is_written_while_nothing_changes(desk):
    desk.keep()
    assert not desk.path.exists()


def test_settings_that_were_reset_are_not_written_again(desk):
    desk.settings.reset(desk.path)
    desk.settings.theme = "light"
    desk.keep()
    desk.keeper.end()
    assert not desk.path.exists()


@pytest.fixture
def other_desk(desk):
    """A second window that has opened beside the first."""
    desk.settings.save(desk.path)
    return Desk(desk.path, Settings.load(desk.path))


def test_what_another_window_has_changed_stays(desk, other_desk):
    other_desk.settings.theme = "light"
    other_desk.settings.own_keys["undo"] = ["F5"]
    other_desk.keeper.end()
    desk.settings.bars = 12
    desk.keep()
    desk.settings.candidates = 2
    desk.keeper.end()
    assert desk.stored == Settings(theme="light", own_keys={"undo": ["F5"]}, bars=12, candidates=2)


def test_of_what_two_windows_have_changed_the_last_counts(desk, other_desk):
    for number, each in enumerate((desk, other_desk, desk)):
        each.settings.bars = 10 + number
        each.keep()
    other_desk.keeper.end()
    assert desk.stored.bars == 12


def test_settings_that_were_reset_are_not_brought_back_by_another_window(desk, other_desk):
    desk.settings.theme = "light"
    desk.keep()
    other_desk.settings.reset(desk.path)
    desk.keep()
    desk.keeper.end()
    assert not desk.path.exists()


def test_a_file_that_was_damaged_meanwhile_is_put_aside_for_what_the_window_knows(desk, other_desk, tmp_path):
    desk.settings.theme = "light"
    desk.keep()
    desk.path.write_text("{")
    desk.settings.bars = 12
    desk.keep()
    assert desk.stored == Settings(theme="light", bars=12)
    assert (tmp_path / "settings.damaged.json").read_text() == "{"


def test_what_could_not_be_written_is_written_when_that_can_be(qapp, tmp_path):
    folder = tmp_path / "folder"
    folder.write_text("a file where the folder should be")
    desk = Desk(folder / "settings.json")
    desk.settings.theme = "light"
    desk.keep()
    folder.unlink()
    desk.keeper.end()
    assert desk.stored.theme == "light"


def test_a_damaged_file_is_put_aside_though_nothing_changes(qapp, tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"theme": 7, "bars": 12}')
    desk = Desk(path, Settings.load(path))
    desk.keeper.end()
    assert desk.stored == Settings(bars=12)
    assert (tmp_path / "settings.damaged.json").exists()


def test_a_damaged_file_is_put_aside_once(qapp, tmp_path):
    path = tmp_path / "settings.json"
    path.write_text("{")
    desk = Desk(path, Settings.load(path))
    for theme in ("light", "contrast"):
        desk.settings.theme = theme
        desk.keep()
    desk.keeper.end()
    assert (tmp_path / "settings.damaged.json").read_text() == "{"
    assert desk.stored.theme == "contrast"


def test_the_end_comes_after_a_write_that_is_still_going_on(desk, monkeypatch):
    has_begun, may_go_on = Event(), Event()
    save = Settings.save

    def slow_save(settings, path):
        has_begun.set()
        assert may_go_on.wait(10)
        save(settings, path)

    monkeypatch.setattr(Settings, "save", slow_save)
    desk.settings.theme = "light"
    desk.keeper.keep()
    assert has_begun.wait(10)
    monkeypatch.setattr(Settings, "save", save)
    desk.settings.theme = "contrast"
    desk.keeper.keep()  # waits for the other one's turn
    may_go_on.set()
    desk.keeper.end()
    assert desk.stored.theme == "contrast"


def test_a_folder_that_cannot_be_written_to_disturbs_nobody(qapp, tmp_path):
    (tmp_path / "file").write_text("")
    desk = Desk(tmp_path / "file" / "settings.json")
    desk.settings.theme = "light"
    desk.keep()
    desk.keeper.end()
    assert not desk.path.exists()


def test_options_of_two_windows_that_do_not_go_together_cost_neither_its_other_settings(qapp, tmp_path):
    path = tmp_path / "settings.json"
    first, second = Desk(path), Desk(path)
    first.settings.plan, first.settings.bars, first.settings.theme = "A A B A", 16, "dark"
    first.keep()
    second.settings.bars = 2
    second.keep()
    assert not second.stored.was_damaged
    assert (second.stored.theme, second.stored.bars) == ("dark", 2)


def test_a_damaged_file_and_a_full_disk_together_lose_nothing_that_was_read(qapp, tmp_path, monkeypatch):
    path = tmp_path / "settings.json"
    path.write_text('{"theme": "dark", "bars": "many"}')
    desk = Desk(path, Settings.load(path))
    with monkeypatch.context() as full:
        full.setattr(settings, "replace_file", Mock(side_effect=OSError(ENOSPC, "No space left on device")))
        desk.keep()
    assert desk.stored.theme == "dark"
    desk.keep()
    assert desk.stored.theme == "dark"
    assert not desk.stored.was_damaged


def test_a_theme_that_was_given_at_the_start_is_kept(qapp, tmp_path):
    path = tmp_path / "settings.json"
    read = Settings(theme="dark")
    read.save(path)
    keeper = SettingsKeeper(Settings(theme="light"), path, lambda: None, None, read)
    keeper.end()
    assert Settings.load(path).theme == "light"
