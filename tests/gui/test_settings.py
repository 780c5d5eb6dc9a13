import json
import os
from pathlib import Path

import pytest

from composer.generation.options import SamplingOptions
from composer.gui.settings import LARGEST_FILE, RECENT_FILES, Settings


def test_settings_come_back_as_they_were_saved(tmp_path):
    path = tmp_path / "new folder" / "settings.json"
    settings = Settings(theme="light", temperature=1.25, recent_files=["/a.mid"], plays_while_generating=False)
    settings.save(path)
    assert Settings.load(path) == settings


@pytest.mark.parametrize(
    "contents",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"dark"',
        b"\x00",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b" " * (LARGEST_FILE + 1),
        b'{"theme": 7, "bars": "many", "temperature": true}',
        b'{"recent_files": ["/tmp/a\\u0000b.mid"]}',
        b'{"output_port": "\\ud800"}',
        b'{"own_keys": {"undo": "U"}}',
    ],
)
def test_damaged_settings_fall_back_to_the_defaults_and_say_so(tmp_path, contents):
    path = tmp_path / "settings.json"
    path.write_bytes(contents)
    settings = Settings.load(path)
    assert settings == Settings()
    assert settings.was_damaged


def test_what_could_not_be_understood_is_put_aside(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text("{")
    Settings.load(path).save(path)
    assert Settings.load(path) == Settings()
    assert not Settings.load(path).was_damaged
    assert (tmp_path / "settings.damaged.json").read_text() == "{"


def test_a_first_start_is_not_damaged(tmp_path):
    assert not Settings.load(tmp_path / "settings.json").was_damaged


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are made on Unix only")
def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        assert Settings.load(path) == Settings()


@pytest.mark.parametrize("value", ["1e999", "-1", "10" * 400, "NaN"])
def test_numbers_out_of_every_range_are_not_used(tmp_path, value):
    path = tmp_path / "settings.json"
    path.write_text(f'{{"temperature": {value}, "bars": {value}}}')
    settings = Settings.load(path)
    assert settings == Settings()
    assert settings.was_damaged


def test_an_option_out_of_its_range_does_not_cost_the_others(tmp_path):
    path = tmp_path / "settings.json"
    kept = {"temperature": 0.8, "candidates": 2, "style": "folk", "lowest_pitch": 40, "plan": "A B A"}
    path.write_text(json.dumps({"bars": 100, "highest_pitch": 44, "scale": "2 of them", **kept}))
    settings = Settings.load(path)
    assert settings == Settings(**kept)
    assert settings.sampling_options == SamplingOptions(**kept)
    assert settings.was_damaged


def test_a_reset_lasts_though_the_run_ends_later(tmp_path):
    path = tmp_path / "settings.json"
    settings = Settings(theme="light")
    settings.save(path)
    settings.reset(path)
    settings.save(path)
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
