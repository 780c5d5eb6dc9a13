import getpass
from pathlib import Path

import pytest

from composer.fault_report import report_of, without_private_data
from composer.midi.files import read_score
from composer.music.errors import MidiFileError


def test_a_report_names_the_versions_and_where_it_happened():
    with pytest.raises(ZeroDivisionError) as failure:
        print(1 // 0)
    report = report_of(failure.value)
    assert report.startswith("Composer ")
    assert "Python 3." in report
    assert "ZeroDivisionError" in report
    assert 'File "<program>/tests/test_fault_report.py", line' in report


def test_a_report_of_a_file_does_not_name_it(tmp_path):
    path = tmp_path / "Song for Zoe.mid"
    with pytest.raises(MidiFileError) as failure:
        read_score(path)
    report = report_of(failure.value)
    for private in ("Zoe", tmp_path.name, str(Path.home())):
        assert private not in report
    assert "composer/midi/files.py" in report


@pytest.mark.parametrize(
    "text",
    [
        "FileNotFoundError: [Errno 2] No such file or directory: '/home/zoe/Music/love song.mid'",
        "“love song.mid” cannot be read",
        "cannot open /home/zoe/Music/love.mid: denied",
        "cannot open C:\\Users\\zoe\\love.mid",
        'KeyError: "C:\\\\Users\\\\zoe\\\\love song.composer"',
        "love song.mid is damaged",
        "KeyError: 'love song (2).midi'",
        "~/Music/love.wav",
        "OSError: /media/zoe/usb stick",
    ],
)
def test_names_of_files_and_folders_are_left_out(text):
    cleaned = without_private_data(text)
    assert "love" not in cleaned
    assert "zoe" not in cleaned


def test_the_names_of_the_user_and_of_the_home_folder_are_left_out(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "annabel")
    assert "annabel" not in without_private_data("RuntimeError: hello annabel, this is /home/annabel")


def test_what_helps_to_find_the_fault_stays():
    text = 'File "<program>/composer/gui/job.py", line 12, in run\n    self.steps = a / b\nValueError: 3 is not 4'
    text += "\n    from composer.midi import files\n    composer.midi.files.read_score(path)"
    assert without_private_data(text) == text
