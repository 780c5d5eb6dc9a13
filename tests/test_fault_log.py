import subprocess
import sys

import pytest

from composer import fault_log


@pytest.fixture
def path(tmp_path):
    yield tmp_path / "logs" / "composer.log"
    fault_log.end_log()


def test_what_went_wrong_is_noted_down_with_the_time(path):
    fault_log.begin_log(path)
    fault_log.log_fault("ValueError: in here")
    assert path.read_text().endswith(" ValueError: in here\n")


def test_a_log_grows_only_so_far(path):
    path.parent.mkdir()
    path.write_text("x" * (fault_log.LARGEST_LOG + 1))
    fault_log.begin_log(path)
    fault_log.log_fault("new")
    assert len(path.read_text()) < 100
    assert path.with_suffix(".old.log").exists()


def test_without_a_folder_to_write_to_all_goes_on(tmp_path, capsys):
    (tmp_path / "a file").write_text("")
    fault_log.begin_log(tmp_path / "a file" / "composer.log")
    fault_log.log_fault("still told")
    assert "still told" in capsys.readouterr().err


def test_where_a_process_was_when_it_died_is_noted_down(path):
    program = f"""
from pathlib import Path
from composer.fault_log import begin_log
import os
begin_log(Path({str(path)!r}))
os.abort()
"""
    finished = subprocess.run([sys.executable, "-c", program], timeout=60, capture_output=True)
    assert finished.returncode != 0
    assert "Aborted" in path.read_text()


def test_what_nobody_catches_is_noted_down(path):
    program = f"""
import threading
from pathlib import Path
from composer.fault_log import begin_log, log_uncaught
begin_log(Path({str(path)!r}))
log_uncaught()
thread = threading.Thread(target=lambda: 1 // 0)
thread.start()
thread.join()
raise ValueError("at the top")
"""
    subprocess.run([sys.executable, "-c", program], timeout=60, capture_output=True)
    assert "ZeroDivisionError" in path.read_text()
    assert "ValueError: at the top" in path.read_text()
