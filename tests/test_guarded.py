"""The guarded process, with work that misbehaves in every way."""

import os
import sys
from contextlib import closing

import pytest

from composer.guarded import GuardError, Limits, guarded
from composer.music.errors import ComposerError, MidiFileError

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits for a process's memory")


def count(to):
    yield from range(to)


def refuse(why):
    yield 1
    raise MidiFileError(why)


def stumble():
    yield from [1][3:]
    raise IndexError("deep inside")


def work_without_end():
    yield os.getpid()
    while True:
        pass


def eat_memory():
    yield bytes(2**30)


def crash():
    yield 1
    os.abort()


def write_a_file(path):
    with open(path, "wb") as file:
        file.write(b"x" * 100_000)
    yield 1


def values(work, *arguments, **keywords):
    return [value for value in guarded(work, *arguments, **keywords) if value is not None]


def test_what_the_work_yields_arrives_in_order():
    assert values(count, 3) == [0, 1, 2]


def test_an_error_of_the_world_is_raised_here():
    with pytest.raises(MidiFileError, match="too odd"):
        values(refuse, "too odd")


def test_a_mistake_in_there_is_told_as_a_sentence():
    with pytest.raises(GuardError, match="damaged in an unforeseen way"):
        values(stumble)


def test_a_crash_in_there_is_told_as_a_sentence():
    with pytest.raises(GuardError, match="ended unexpectedly"):
        values(crash)


def test_work_without_end_is_ended():
    with pytest.raises(GuardError, match="takes longer than") as ended:
        values(work_without_end, limits=Limits(seconds=0.6))
    assert isinstance(ended.value, ComposerError)


@unix_only
def test_work_that_keeps_the_processor_busy_is_ended():
    with pytest.raises(GuardError, match="takes longer than 1 s"):
        values(work_without_end, limits=Limits(processor_seconds=1))


@unix_only
def test_work_that_eats_the_memory_is_ended():
    with pytest.raises(GuardError, match="more than 100 MB"):
        values(eat_memory, limits=Limits(megabytes=100))


@unix_only
def test_the_work_cannot_fill_the_disk(tmp_path):
    with pytest.raises(GuardError):
        values(write_a_file, tmp_path / "rubbish")
    assert not (tmp_path / "rubbish").exists() or (tmp_path / "rubbish").stat().st_size == 0


def test_closing_the_iterator_ends_the_process():
    with closing(guarded(work_without_end)) as running:
        pid = next(value for value in running if value is not None)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
