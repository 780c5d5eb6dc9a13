import getpass
import re
from pathlib import Path
from time import process_time

import pytest

from composer.fault_report import report_of, without_private_data
from composer.generation import library, model_file
from composer.gui.piano_roll import picture
from composer.midi import suffixes
from composer.midi.files import read_score
from composer.music.errors import MidiFileError
from composer.notation import musicxml
from composer.playback import sound_file
from composer.storage import project_file
from composer.training import corpus

SUFFIXES = {
    *suffixes.SUFFIXES,
    *musicxml.SUFFIXES,
    *sound_file.KINDS,
    *picture.FORMATS,
    *corpus._NOTATED,
    *model_file._PICKLES,
    project_file.SUFFIX,
    library.SUFFIX,
    library.PASSAGES,
    ".sf2",
    ".sf3",
}


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
        "OSError: /media/Aunt zoe/love songs/love letter.mid",
        "C:\\Users\\Aunt zoe\\love.mid",
        "\\\\server\\share\\Aunt zoe\\love.mid",
        "bad sound font zoe.sf2 in love songs/zoe.flac",
        "love song – zoe.MID",
        "love.safetensors.partial",
    ],
)
def test_names_of_files_and_folders_are_left_out(text):
    cleaned = without_private_data(text)
    assert "love" not in cleaned
    assert "zoe" not in cleaned


def test_the_names_of_the_user_and_of_the_home_folder_are_left_out(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "annabel")
    assert "annabel" not in without_private_data("RuntimeError: hello annabel, this is /home/annabel")
    monkeypatch.setattr(Path, "home", lambda: Path("/home/Jane Doe"))
    cleaned = without_private_data("OSError: /home/Jane Doe/Music/My Waltz.mid of Jane Doe")
    assert not {"Jane", "Doe", "Music", "My", "Waltz"} & set(re.findall(r"\w+", cleaned))


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_files_of_every_kind_that_composer_reads_or_writes_are_left_out(suffix):
    assert "Zoe" not in without_private_data(f"Song for Zoe{suffix} is damaged")
    assert "Zoe" not in without_private_data(f"Song for Zoe{suffix.upper()} is damaged")


def test_a_line_is_told_as_far_as_it_can_be_read():
    told = without_private_data(f"ValueError: {'12, ' * 100_000}\nin the end")
    assert told.startswith("ValueError: 12, 12,")
    assert len(told) < 2_100
    assert told.endswith("…\nin the end")


def test_a_name_at_which_a_long_line_is_cut_is_left_out():
    for room in range(1_900, 2_010):
        assert "love" not in without_private_data(f"{'x' * room}: love song.mid " + "y" * 500)


@pytest.mark.parametrize("text", ["123, ", "a", "/", "“", "'/"])
def test_a_report_takes_no_longer_per_letter_when_it_is_long(text):
    began = process_time()
    without_private_data(text * (200_000 // len(text)))
    assert process_time() - began < 0.5


def test_what_helps_to_find_the_fault_stays():
    text = 'File "<program>/composer/gui/job.py", line 12, in run\n    self.steps = a / b\nValueError: 3 is not 4'
    text += "\n    from composer.midi import files\n    composer.midi.files.read_score(path)"
    assert without_private_data(text) == text


def test_a_user_without_a_home_folder_gets_a_report_too(monkeypatch):
    def no_home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    assert "3 is not 4" in without_private_data("ValueError: 3 is not 4")
