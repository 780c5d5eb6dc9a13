"""Stand-ins for what is too slow or too loud in a test of the window: the model and the engine."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

from composer.generation.options import SamplingOptions
from composer.music.score import Note
from composer.music.seed import Seed
from composer.music.take import ContinuedNote


class FakeContinuer:
    """Continues every seed with quarter notes that rise from C4 + candidate; four per bar."""

    styles = ("folk", "piano")
    card = SimpleNamespace(name="fake")
    sha256 = "f" * 64

    def __init__(self, fail_after: int | None = None, error: Exception | None = None) -> None:
        self.runs: list[tuple[Seed, SamplingOptions]] = []
        self.log_likelihoods: list[float] = []
        self.steered: list[SamplingOptions] = []
        self.may_go_on = threading.Event()  # between the first batch and the rest
        self.may_go_on.set()
        self._fail_after, self._error = fail_after, error

    def continue_from(self, seed: Seed, options: SamplingOptions) -> Iterator[list[ContinuedNote]]:
        self.runs.append((seed, options))
        quarter = seed.score.ppq
        for index in range(4 * options.bars):
            if index == self._fail_after:
                raise self._error or RuntimeError("the fake broke")
            yield [
                ContinuedNote(Note(60 + candidate + index % 12, seed.end + index * quarter, quarter), 0, candidate)
                for candidate in range(options.candidates)
            ]
            self.may_go_on.wait(5)
        self.log_likelihoods = [-2.0 + (candidate == 1) for candidate in range(options.candidates)]

    def steer(self, options: SamplingOptions) -> None:
        self.steered.append(options)


class FakeEngine:
    """Remembers what it was asked for; says what a test puts into `events`."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []
        self.events: list[object] = []
        self.score = None
        self.run = 0

    def __getattr__(self, name: str):
        def ask(*arguments: object, **named: object) -> None:
            self.asked.append((name, *arguments, *named.values()))

        return ask

    def set_score(self, score: object) -> None:
        self.score = score

    def play(self, *range_: object, count_in_bars: int = 0) -> None:
        self.run += 1
        self.asked.append(("play", *range_, *([count_in_bars] if count_in_bars else [])))

    def poll(self) -> list[object]:
        events, self.events = self.events, []
        return events

    def names(self) -> list[str]:
        return [name for name, *_ in self.asked]
