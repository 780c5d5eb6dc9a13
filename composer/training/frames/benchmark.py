"""A benchmark from the data to its table: our networks over several seeds beside counting and published numbers."""

import json
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path

import numpy as np

from composer.disk import replace_file
from composer.training.frames.ablation import Ablation
from composer.training.frames.course import FrameCourse
from composer.training.frames.data import FrameSet
from composer.training.frames.learning import Course, Lesson, Likelihood, Progress, train
from composer.training.voices.course import VoiceCourse

EPOCHS = {"jsb": 24, "nottingham": 1, "piano-midi": 2, "musedata": 1, "jsb16": 6}

# Nats per frame, or per note of a voice, of the test split. Boulanger-Lewandowski, Bengio & Vincent (2012) for RNN-NADE
# and the best of independent outputs; Chung et al. (2014) and Bai, Kolter & Koltun (2018) for plain LSTMs; Peracha
# (2019), "Improving polyphonic music models with feature-rich encoding" (TonicNet).
PUBLISHED = {
    "jsb": {"plain LSTM": "8.33–8.67", "best independent-output RNN": "7.72", "RNN-NADE": "5.19–5.56"},
    "nottingham": {"plain LSTM": "3.20–3.29", "best independent-output RNN": "2.92", "RNN-NADE": "2.31"},
    "piano-midi": {"plain LSTM": "7.5–9.0", "best independent-output RNN": "7.38", "RNN-NADE": "7.05"},
    "musedata": {"plain LSTM": "6.2–7.2", "best independent-output RNN": "7.03", "RNN-NADE": "5.60"},
    "jsb16": {"TonicNet": "about 0.40"},
}


def course_for(data: FrameSet, without: Collection[Ablation]) -> Course:
    """The course of some data, whose networks are trained without some parts."""
    return (VoiceCourse if data.voices else FrameCourse)(data, without)


def run_seed(course: Course, seed: int, epochs: int, tell: Callable[[Progress], None]) -> Likelihood:
    """Train one network, choose it on the validation split, and judge it on the test split."""
    return course.judge(train(course, Lesson(epochs, seed), tell), "test")


class Results:
    """What the seeds of some runs have come to, in a JSON file, so that a benchmark that was broken off goes on."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._found: dict[str, dict] = json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else {}

    def of(self, run: str, work: Callable[[], Likelihood]) -> Likelihood:
        """The result of `run` as it is known, or of `work`."""
        if run not in self._found:
            self._found[run] = asdict(work())
            if self._path is not None:
                replace_file(self._path, json.dumps(self._found, indent=1).encode())
        return Likelihood(**self._found[run])


def rows(data: FrameSet, ours: list[Likelihood], counted: dict[str, Likelihood]) -> list[tuple[str, str, str]]:
    """Way, over all frames, mean of pieces: published ways, counting, then ours with its standard deviation."""
    table = [(way, figure, "") for way, figure in PUBLISHED[data.name].items()]
    table += [(f"counting: {way}", f"{each.per_frame:.3f}", f"{each.per_piece:.3f}") for way, each in counted.items()]
    per_frame = _mean_and_deviation([each.per_frame for each in ours])
    return [*table, ("Composer", per_frame, _mean_and_deviation([each.per_piece for each in ours]))]


def _mean_and_deviation(values: list[float]) -> str:
    if len(values) == 1:
        return f"{values[0]:.3f} (one seed)"
    return f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}"
