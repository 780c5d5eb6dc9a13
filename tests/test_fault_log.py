import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from composer import fault_log


def now() -> datetime:
    return datetime.now().astimezone()


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
    assert len(path.read_text()) < 200
    assert path.with_suffix(".old.log").exists()


def test_a_log_grows_only_so_far_while_the_process_runs(path):
    fault_log.begin_log(path)
    before = now()
    for number in range(1_000):
        fault_log.log_fault(f"ValueError: {number} {'x' * 1_000}")
    for log in (path, path.with_suffix(".old.log")):
        assert log.stat().st_size < fault_log.LARGEST_LOG + 2_000
    report = fault_log.faults_of(path, os.getpid(), before)
    assert "ValueError: 999" in report
    assert "began as process" in report
    assert len(report) < fault_log.LONGEST_REPORT + 1_000


def test_what_was_noted_down_before_the_log_was_turned_over_is_found_too(path):
    fault_log.begin_log(path)
    before = now()
    fault_log.log_fault("ValueError: in here")
    fault_log.log_fault("\n" * fault_log.LARGEST_LOG + ".")
    fault_log.log_fault("IndexError: afterwards")
    report = fault_log.faults_of(path, os.getpid(), before)
    assert "IndexError: afterwards" in report
    assert report.count("began as process") == 1


def test_a_crash_after_the_log_was_turned_over_is_noted_down(path):
    process = ended(path, "crash" * 200, 300)
    assert path.with_suffix(".old.log").exists()
    assert "Aborted" in fault_log.faults_of(path, process, now())


def test_what_only_qt_said_is_no_report_after_the_log_was_turned_over_either(path):
    assert fault_log.faults_of(path, ended(path, "Qt: no such font" * 50, 400), now()) == ""


def test_a_log_that_another_process_has_turned_over_is_gone_on_with(path):
    fault_log.begin_log(path)
    fault_log.log_fault("x" * (fault_log.LARGEST_LOG + 1))
    path.replace(path.with_suffix(".old.log"))
    path.write_text("the other one’s\n")
    fault_log.log_fault("ValueError: in here")
    assert path.read_text().startswith("the other one’s\n")
    assert "ValueError: in here" in path.read_text()


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


def ended(path, words: str, times: int = 1) -> int:
    """The id of a process that notes down `words` and is gone; those that begin with "crash" are what it does then."""
    program = f"""
import os
from pathlib import Path
from composer.fault_log import begin_log, log_fault
begin_log(Path({str(path)!r}))
for _ in range({times} if {words!r} else 0):
    log_fault({words!r})
os.abort() if {words!r}.startswith("crash") else os._exit(9)
"""
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    process.wait(60)
    return process.pid


def test_what_a_process_noted_down_is_found_again(path):
    first, second = ended(path, "crash"), ended(path, "ValueError: in here")
    report = fault_log.faults_of(path, first, now())
    assert "Aborted" in report
    assert "ValueError" not in report
    assert "ValueError: in here" in fault_log.faults_of(path, second, now())


def test_private_data_is_not_in_it(path):
    process = ended(path, "FileNotFoundError: '/home/zoe/love song.mid'")
    report = fault_log.faults_of(path, process, now())
    assert "FileNotFoundError" in report
    assert "zoe" not in report
    assert "love" not in report


def test_of_a_process_that_was_ended_from_outside_or_only_heard_from_qt_there_is_no_report(path):
    assert fault_log.faults_of(path, 1, now()) == ""
    assert fault_log.faults_of(path, ended(path, ""), now()) == ""
    assert fault_log.faults_of(path, ended(path, "Qt: no such font"), now()) == ""


def test_a_later_process_with_the_same_id_is_another_one(path):
    process = ended(path, "ValueError: in here")
    assert fault_log.faults_of(path, process, now() - timedelta(days=1)) == ""
    path.write_text(path.read_text() + f"2999-01-01T00:00:00+00:00 Composer began as process {process}\nlater\n")
    assert "ValueError" in fault_log.faults_of(path, process, now())
    path.write_text(path.read_text() + f"2999-99-99 Composer began as process {process}\n")
    assert "later" not in fault_log.faults_of(path, process, now())


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
