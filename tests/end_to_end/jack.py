"""A real MIDI system for tests: a JACK server of their own, FluidSynth as the connected synth, and a MIDI recorder."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Self

import pytest

from composer.playback.synth import sound_font_path

ROOT = Path(__file__).parents[2]
STANDSTILL = 10.0  # seconds for which a show may be held up without JACK going on
_TIMEOUT = 100  # what JACK is told for each second, for it waits ten times as many milliseconds
PATIENCE = 60.0  # seconds until something that should happen counts as missing

requires_jack = pytest.mark.skipif(
    not (shutil.which("jackd") and find_spec("jack")),
    reason="NO JACK: install jackd2 and the JACK-Client package, or nothing of the playing is tested for real",
)
requires_fluidsynth = pytest.mark.skipif(
    not shutil.which("fluidsynth"),
    reason="NO FLUIDSYNTH: install fluidsynth, or the connected synth is not tested for real",
)


def wait_until(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Return as soon as `condition` holds; fail with `what` is missing when patience ends."""
    deadline = monotonic() + patience
    while not condition():
        if monotonic() > deadline:
            raise AssertionError(f"waited {patience:g} s in vain for {what}")
        sleep(0.005)


class Program:
    """A program at work whose output lines are collected as they come; used as a context, it ends with it."""

    def __init__(self, *command: str, ready_line: str) -> None:
        """Return when the line that contains `ready_line` has come."""
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines: list[str] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            wait_until(lambda: self._is_ready(ready_line) or not self._reader.is_alive(), f"“{ready_line}”")
            if not self._is_ready(ready_line):
                raise AssertionError("\n".join([" ".join(command), *self.lines]))
        except AssertionError:
            self._process.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._end()

    @property
    def pid(self) -> int:
        return self._process.pid

    def crash(self) -> None:
        """End the program at once, without giving it time to tidy up."""
        self._process.kill()
        self._end()

    def _end(self) -> None:
        self._process.communicate(timeout=PATIENCE)
        self._reader.join(PATIENCE)

    def _is_ready(self, ready_line: str) -> bool:
        return any(ready_line in line for line in list(self.lines))

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))


class JackServer(Program):
    """A JACK server without sound hardware, and the default server of this process and its children."""

    # JACK keeps a crashed server's entry, of eight in all, until one of that name starts again: so these few names.
    NAMES = tuple(f"composer_test_{number}" for number in range(6))

    def __init__(
        self, period: int = 256, names: Sequence[str] = NAMES, is_patient: bool = True, patience: float = 0.0
    ) -> None:
        """Take the first of `names` that no running server has.

        As it is usually run, JACK goes on without a client that is two periods late, which then misses the messages of
        those periods, whoever sent them. A patient server waits, so that what is missing was lost by the sender: for
        twenty periods, or for `patience` seconds if that is given. So long it would also wait for one that was killed.
        """
        options = (
            *(("--sync",) if is_patient else ()),
            *(("--timeout", str(round(patience * _TIMEOUT))) if patience else ()),
            "-d",
            "dummy",
            "-r",
            "44100",
            "-p",
            str(period),
        )
        refusal = None
        for self.name in names:
            try:
                super().__init__("jackd", "-n", self.name, *options, ready_line="self-connect-mode")
                break
            except AssertionError as error:
                refusal = error
        else:
            raise AssertionError(f"none of the JACK servers {', '.join(names)} could be started") from refusal
        os.environ.update(JACK_DEFAULT_SERVER=self.name, JACK_NO_START_SERVER="1")
        wait_until(_jack_answers, f"the JACK server {self.name}")


def _jack_answers() -> bool:
    """Asks in a process of its own: on a machine that stands still, libjack has crashed the one that asked."""
    probe = "import jack; jack.Client('composer test probe', no_start_server=True).close()"
    asked = subprocess.run([sys.executable, "-c", probe], capture_output=True, timeout=PATIENCE, check=False)
    return asked.returncode == 0


class FluidSynth(Program):
    """FluidSynth as a JACK MIDI synth that says what it plays."""

    PORT = "fluidsynth-midi:midi_00 · JACK"

    def __init__(self) -> None:
        super().__init__(
            *("fluidsynth", "--verbose", "--midi-driver", "jack", "--audio-driver", "jack"),
            *("--option", "midi.autoconnect=0", str(sound_font_path())),
            ready_line="Jack engine sample rate",
        )

    @property
    def notes(self) -> list[tuple[str, int, int]]:
        """("noteon" or "noteoff", channel, pitch) as the synth itself saw them."""
        matches = [re.search(r"(noteon|noteoff)\t(\d+)\t(\d+)", line) for line in list(self.lines)]
        voices = [(match[1], int(match[2]), int(match[3])) for match in matches if match]
        return [note for note, _ in groupby(voices)]  # it names each voice, and an instrument may have several


class JackRecorder(Program):
    """A JACK client with one MIDI input, in a process of its own because a busy one would lose messages."""

    def __init__(self, name: str = "recorder") -> None:
        super().__init__(sys.executable, "-m", "tests.end_to_end.jack_recorder", name, ready_line="ready")
        self.port = f"{name}:input · JACK"

    def __exit__(self, *_: object) -> None:
        self._end()  # it leaves JACK when its input is closed; a server that waits would wait for one that was ended

    @property
    def messages(self) -> list[tuple[float, bytes]]:
        """(seconds of `time.perf_counter`, message) in order of arrival."""
        pairs = [line.split() for line in list(self.lines) if line != "ready"]
        return [(float(seconds), bytes.fromhex(message)) for seconds, message in pairs]

    @property
    def notes(self) -> list[tuple[float, bool, int, int]]:
        """(seconds, is a beginning, channel, pitch) of the note messages, without ends of what had ended.

        Ends are repeated whenever JACK says that somebody was late.
        """
        notes = []
        sounding: set[tuple[int, int]] = set()
        for seconds, (status, pitch, *_) in ((seconds, message) for seconds, message in self.messages if message[1:]):
            key = (status & 0x0F, pitch)
            if status & 0xF0 == 0x90:
                sounding.add(key)
                notes.append((seconds, True, *key))
            elif status & 0xF0 == 0x80 and key in sounding:
                sounding.remove(key)
                notes.append((seconds, False, *key))
        return notes

    @property
    def sounding(self) -> set[tuple[int, int]]:
        """The (channel, pitch) pairs that began and were not ended one by one."""
        return self.sounding_after(0)

    def sounding_after(self, start: float) -> set[tuple[int, int]]:
        """The same, of the notes that began after `start` (seconds of `time.perf_counter`)."""
        sounding: set[tuple[int, int]] = set()
        for seconds, is_beginning, channel, pitch in self.notes:
            if not is_beginning:
                sounding.discard((channel, pitch))
            elif seconds >= start:
                sounding.add((channel, pitch))
        return sounding


class JackCounter(Program):
    """A JACK client that only counts what it hears, for shows that last long."""

    def __init__(self, name: str = "counter") -> None:
        super().__init__(sys.executable, "-m", "tests.end_to_end.jack_counter", name, ready_line="ready")
        self.port = f"{name}:input · JACK"

    def heard(self) -> dict:
        """`beginnings` and `ends` of notes by channel, `held` notes as [channel, pitch], and JACK's `xruns`."""
        assert self._process.stdin is not None
        said = len(self.lines)
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        wait_until(lambda: len(self.lines) > said, "the counter's figures")
        return json.loads(self.lines[-1])
