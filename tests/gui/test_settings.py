import json

import pytest

from composer.gui.settings import RECENT_FILES, Settings


def test_settings_come_back_as_they_were_saved(tmp_path):
    path = tmp_path / "new folder" / "settings.json"
    settings = Settings(theme="light", temperature=1.25, recent_files=["/a.mid"], plays_while_generating=False)
    settings.save(path)
    assert Settings.load(path) == settings


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"dark"', "\x00", '{"theme": 7, "bars": "many", "temperature": true}']
)
def test_damaged_settings_fall_back_to_the_defaults(tmp_path, text):
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert Settings.load(path) == Settings()


def test_one_garbled_value_does_not_cost_the_others(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"theme": "light", "bars": None, "of_a_newer_version": 1}))
    assert Settings.load(path) == Settings(theme="light")


def test_settings_that_cannot_be_written_disturb_nobody(tmp_path):
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    Settings().save(blocked / "settings.json")
    assert blocked.read_text() == ""


def test_recent_files_are_newest_first_without_doubles_and_few(tmp_path):
    settings = Settings()
    for index in range(RECENT_FILES + 3):
        settings.remember_file(tmp_path / f"{index}.mid")
    settings.remember_file(tmp_path / "5.mid")
    assert settings.recent_files[:2] == [str(tmp_path / "5.mid"), str(tmp_path / f"{RECENT_FILES + 2}.mid")]
    assert len(settings.recent_files) == len(set(settings.recent_files)) == RECENT_FILES
    assert settings.folder == str(tmp_path)
