"""The show of leaving, small enough for every day; how long it takes is judged at full size, by `make reliability`."""

import sys
from pathlib import Path

import pytest

from tests.reliability.quits import quit_once

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="finds what was left by what Linux tells of processes"),
]


@pytest.mark.parametrize("kind", ["starting", "loading", "about to wait", "playing", "reading"])
def test_whatever_goes_on_the_program_ends_and_leaves_no_process(tmp_path: Path, kind: str):
    _, status, left = quit_once(kind, 100, tmp_path)
    assert (status, left) == (0, [])
