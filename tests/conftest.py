"""No test opens a window on somebody's screen, or writes among somebody's data."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("composer", deadline=None)  # how long an example takes says more of the machine than of us
settings.load_profile("composer")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the program does: two are slower than one while others work


@pytest.fixture(autouse=True, scope="session")
def data_folder_of_tests(tmp_path_factory):
    """Where the program puts sessions, copies, templates, logs and what it read of folders while it is tested."""
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("logs"))


@pytest.fixture
def heeding_signals() -> Iterator[None]:
    """Programs that are started heed SIGINT and SIGHUP, also where these tests were started in the background."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
