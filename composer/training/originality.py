"""How much of a continuation already stands in the training music, beside how much of real music does."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from composer.generation.continuing import ContinuesSeeds
from composer.generation.events import NoteArrays, score_to_arrays
from composer.generation.options import SamplingOptions
from composer.generation.passages import passages_of
from composer.midi.files import read_score
from composer.music.score import Score
from composer.music.seed import seed_of_range, seed_up_to
from composer.music.take import keep
from composer.training.corpus import Corpus

PASSAGE_LENGTHS = (8, 16, 24, 32)  # notes after the first
SEED_BARS = 8
CONTINUATION_BARS = 16
LAST_BAR = SEED_BARS + CONTINUATION_BARS - 1


def passages(pieces: Iterable[NoteArrays], length: int) -> np.ndarray:
    """A 64-bit hash for every passage of `length` notes after its first one, over all tracks of all pieces."""
    hashes = (hashes for piece in pieces for hashes in passages_of(piece, length))
    return np.concatenate([np.zeros(0, dtype=np.uint64), *hashes])


def copied_shares(
    generated: Sequence[NoteArrays], real: Sequence[NoteArrays], corpus: Corpus
) -> dict[int, tuple[float, float]]:
    """For each passage length, the share of generated and of real passages that the train split holds as well."""
    learned = [corpus.piece(index) for index in corpus.pieces("train").tolist()]
    shares = {}
    for length in PASSAGE_LENGTHS:
        known = np.unique(passages(learned, length))
        shares[length] = tuple(_share(passages(pieces, length), known) for pieces in (generated, real))
    return shares


def continuations(
    continuer: ContinuesSeeds, paths: Iterable[Path], options: SamplingOptions | None = None
) -> Iterator[tuple[NoteArrays, NoteArrays]]:
    """For each file that is long enough: what the model adds to its first bars, and what really comes there."""
    options = options or SamplingOptions(bars=CONTINUATION_BARS)
    for path in paths:
        score = read_score(path)
        begin, end = (score.meter_map.bar_start(bars) for bars in (SEED_BARS, SEED_BARS + options.bars))
        if score.end < end:
            continue
        seed = seed_up_to(score, begin)
        notes = [note for batch in continuer.continue_from(seed, options) for note in batch]
        added = keep(_emptied(score), notes)
        yield score_to_arrays(added), score_to_arrays(seed_of_range(score, begin, end).score)


def _emptied(score: Score) -> Score:
    for index, track in enumerate(score.tracks):
        score = score.with_track(index, track.with_notes(()))
    return score


def _share(hashes: np.ndarray, known: np.ndarray) -> float:
    return float(np.isin(hashes, known).mean()) if len(hashes) else 0.0
