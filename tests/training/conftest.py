from pathlib import Path

import numpy as np
import pytest

from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.music.time import MeterMap, TempoMap
from composer.training.corpus import Corpus, read_corpus


def tune(rng: np.random.Generator, bars: int = 8) -> Score:
    """Two tracks in C major that rise and fall by steps."""
    scale = np.array([60, 62, 64, 65, 67, 69, 71, 72])
    degrees = np.clip(np.cumsum(rng.integers(-1, 2, size=bars * 8)) + 4, 0, 7)
    melody = [
        Note(int(pitch), 240 * i, 240, int(rng.integers(50, 110))) for i, pitch in enumerate(scale[degrees].tolist())
    ]
    bass = [Note(int(rng.choice([36, 43])), 960 * i, 960, 70) for i in range(bars * 2)]
    return Score((Track.of(melody, "melody"), Track.of(bass, "bass", channel=1)), TempoMap(), MeterMap())


@pytest.fixture(scope="session")
def music_folder(tmp_path_factory) -> Path:
    """Thirty small files, of which a few are for validation and test."""
    folder = tmp_path_factory.mktemp("music")
    rng = np.random.default_rng(0)
    lines = ["file,style,split,source"]
    for number in range(30):
        write_score(tune(rng), folder / f"{number}.mid")
        split = "valid" if number % 10 == 8 else "test" if number % 10 == 9 else "train"
        lines.append(f"{number}.mid,folk_tune,{split},")
    (folder / "index.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def corpus(music_folder) -> Corpus:
    return read_corpus(music_folder, workers=1)[0]
