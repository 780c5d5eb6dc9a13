"""The shows about projects, each a small one; in full size they are run by `make reliability`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from composer.storage import session
from tests.reliability import damaged_projects, failing_disks, undo_sequences

pytestmark = pytest.mark.usefixtures("qapp")

ROOT = Path(__file__).resolve().parents[2]
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed here that were forked")


def shown(module: str, *arguments: str) -> str:
    """What a show says that wants a process of its own, because it forks."""
    command = [sys.executable, "-m", f"tests.reliability.{module}", *arguments]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=ROOT)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@needs_fork
def test_a_piece_survives_kills_while_it_is_edited():
    assert "all recovered" in shown("kills_while_editing", "--kills", "4")


@needs_fork
def test_a_project_survives_kills_while_it_is_saved():
    assert shown("kills_while_saving", "--kills", "4").startswith("4 kills")


def test_no_damaged_project_is_loaded_wrong():
    assert "loaded wrong 0" in damaged_projects.show(25)


def test_undo_and_redo_are_exact_through_saves_and_loads():
    assert "byte-equal" in undo_sequences.show(5)


def test_whichever_call_of_a_save_fails_the_old_file_stays(tmp_path):
    assert "old file kept" in failing_disks.show_failing_calls(200, tmp_path)


def test_a_full_disk_is_said_and_costs_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "RETRY_AFTER", 0.05)
    with failing_disks.small_disk(tmp_path) as is_mounted:
        if not is_mounted:
            pytest.skip("this system mounts no disk of 1 MB for us")
        assert "retried with success" in failing_disks.save_on_full_disk(tmp_path)
        assert "went on by itself" in failing_disks.store_on_full_disk(tmp_path)
