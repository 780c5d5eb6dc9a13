"""How much of a continuation already stands in the training music, beside how much of real music does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from composer.generation.continuing import ContinuesSeeds
from composer.generation.events import NoteArrays, score_to_arrays, ticks_to_steps
from composer.generation.options import SamplingOptions
from composer.generation.passages import LENGTH, PassageIndex, longest_known, passages_of
from composer.midi.files import read_score
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


def index_of(corpus: Corpus, before: PassageIndex | None = None, extends_flagship: bool = False) -> PassageIndex:
    """The passages of the train split; as many in a row may be known as in all but a hundredth of the valid split.

    Of these pieces that counts which a continuation would replace: CONTINUATION_BARS after SEED_BARS. Where that
    is little, as with few pieces, LENGTH may. What the index `before` knows is known as well.
    """
    learned = (corpus.piece(piece) for piece in corpus.pieces("train").tolist())
    index = PassageIndex.of(learned, 1, before, extends_flagship)
    known = [longest_known(*part) for part in _known_parts(corpus, index)]
    index.longest = max(round(float(np.percentile(known, 99))), LENGTH) if known else LENGTH
    return index


@dataclass(frozen=True, slots=True)
class Continued:
    """The beginning of a piece with what a model added to it, and with what really comes there."""

    generated: NoteArrays
    real: NoteArrays
    begin: int  # the step at which the beginning ends
    bars: range  # that follow

    @property
    def added(self) -> NoteArrays:
        """What the model added."""
        return self.generated.where(self.generated.onset >= self.begin)

    @property
    def really_added(self) -> NoteArrays:
        """What really comes there."""
        return self.real.where(self.real.onset >= self.begin)


def continuations(
    continuer: ContinuesSeeds, paths: Iterable[Path], options: SamplingOptions | None = None
) -> Iterator[Continued]:
    """Let the model continue the first bars of each file that is long enough."""
    options = options or SamplingOptions(bars=CONTINUATION_BARS)
    for path in paths:
        score = read_score(path)
        begin, end = (score.meter_map.bar_start(bars) for bars in (SEED_BARS, SEED_BARS + options.bars))
        if score.end < end:
            continue
        seed = seed_up_to(score, begin)
        notes = [note for batch in continuer.continue_from(seed, options) for note in batch]
        yield Continued(
            generated=score_to_arrays(keep(seed.score, notes)),
            real=score_to_arrays(seed_of_range(score, 0, end).score),
            begin=int(ticks_to_steps(begin, score.ppq)),
            bars=range(SEED_BARS, SEED_BARS + options.bars),
        )


def _known_parts(corpus: Corpus, index: PassageIndex) -> Iterator[tuple[NoteArrays, PassageIndex, int]]:
    for number in corpus.pieces("valid").tolist():
        piece = corpus.piece(number)
        bars, *_ = piece.bars.locate(piece.onset)
        if bars[-1] - bars[0] >= LAST_BAR:
            begin = piece.bars.bar_start(int(bars[0]) + SEED_BARS)
            yield piece.where(bars - bars[0] <= LAST_BAR), index, begin


def _share(hashes: np.ndarray, known: np.ndarray) -> float:
    return float(np.isin(hashes, known).mean()) if len(hashes) else 0.0
