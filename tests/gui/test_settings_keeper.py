from threading import Event

import pytest

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
        if self.keeper._job:
            self.keeper._job.wait(10_000)

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
