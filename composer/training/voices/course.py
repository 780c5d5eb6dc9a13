"""The splits of the chorales, ready to learn from and to be judged on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch

from composer.training.frames.ablation import Ablation
from composer.training.frames.data import FrameSet
from composer.training.frames.learning import Course, FrameModel, Likelihood, pooled
from composer.training.voices.blending import fitted_weights
from composer.training.voices.clues import heard, seen
from composer.training.voices.counting import Counting, Evidence
from composer.training.voices.network import STRIDE, VoiceBatch, VoiceConfig, VoiceNetwork
from composer.training.voices.pieces import SILENCE, VoicePiece, pieces_of
from composer.training.voices.views import QUARTER, View

_BATCH = 8  # pieces
_JITTER = 60  # frames by which lengths may seem to differ, so that batches do
_FITTING = 4  # of so many pieces one is fitted to


class VoiceCourse(Course[VoiceBatch]):
    """Chorales of voices, with what counting says of them found once."""

    def __init__(self, data: FrameSet, without: Collection[Ablation] = ()) -> None:
        self.notes = data.voices
        self._is_deep = Ablation.DEPTH not in without
        splits = {"train": data.train, "valid": data.valid, "test": data.test}
        pieces = {name: pieces_of(split, data.voices, Ablation.MOVING not in without) for name, split in splits.items()}
        counting = Counting(pieces["train"], without)
        self.splits = {
            name: [
                ReadPiece(piece, evidence, Ablation.JOINT not in without)
                for piece, evidence in zip(split, counting.of(split, are_learned=name == "train"), strict=True)
            ]
            for name, split in pieces.items()
        }
        self.frames = sum(map(len, self.splits["train"]))
        self._weights = self._fitted()

    def _fitted(self) -> list[torch.Tensor]:
        """For each voice the weights of the ways of counting that make some of the train split likeliest."""
        some = batch_of(self.splits["train"][::_FITTING])
        return [
            fitted_weights(some.logs[:, voice].float(), some.tokens[:, voice], some.place)
            for voice in range(self.notes)
        ]

    def network(self) -> VoiceNetwork:
        """A network that says what counting says."""
        first = self.splits["train"][0]
        config = VoiceConfig(first.piece.size, first.features_heard, first.features_seen)
        network = VoiceNetwork(config if self._is_deep else replace(config, is_deep=False, layers=1))
        network.begin_with(self._weights)
        return network

    def lessons(self, random: np.random.Generator) -> Iterator[VoiceBatch]:
        """One pass over the pieces of the train split, those of like length side by side."""
        pieces = self.splits["train"]
        lengths = [len(piece) + random.integers(_JITTER) for piece in pieces]
        order = np.argsort(lengths)
        groups = [order[begin : begin + _BATCH] for begin in range(0, len(order), _BATCH)]
        for index in random.permutation(len(groups)):
            yield batch_of([pieces[place] for place in groups[index]])

    def judge(self, network: FrameModel[VoiceBatch], split: str) -> Likelihood:
        """The exact likelihood of whole pieces."""
        pieces = self.splits[split]
        network.eval()
        with torch.inference_mode():
            nats = [float(network.losses(batch_of([piece]))[1]) for piece in pieces]
        return pooled(nats, [len(piece) for piece in pieces], self.notes)


class ReadPiece:
    """A piece with what counting says of it and what the network is shown, found once."""

    def __init__(self, piece: VoicePiece, evidence: Evidence, is_joint: bool) -> None:
        self.piece, self.evidence = piece, evidence
        self.heard, self.features_heard = heard(piece)
        views = [View(piece, voice, is_joint) for voice in range(piece.tokens.shape[1])]
        self.seen, self.features_seen = zip(*(seen(view, evidence, piece.size) for view in views), strict=True)

    def __len__(self) -> int:
        """Frames that have one before them."""
        return len(self.piece)


def batch_of(pieces: list[ReadPiece]) -> VoiceBatch:
    """Whole pieces, padded to the longest where they are heard."""
    longest = max(len(each) for each in pieces) // STRIDE + 1
    sounded = np.zeros((len(pieces), longest, pieces[0].heard.shape[1]), dtype=np.int64)
    steps = []
    for row, each in enumerate(pieces):
        latest = np.maximum(np.arange(0, len(each) + 1, STRIDE) - 1, 0)
        sounded[row, : len(latest)] = each.heard[latest]
        steps.append(row * longest + np.arange(1, len(each) + 1) // STRIDE)
    tokens = np.arange(pieces[0].piece.size)
    may_follow = [
        np.tile((tokens == SILENCE) | ((tokens >= each.piece.lowest) & (tokens < each.piece.beyond)), (len(each), 1))
        for each in pieces
    ]
    return VoiceBatch(
        torch.from_numpy(sounded),
        _joined(steps),
        tuple(_joined(each) for each in zip(*(each.seen for each in pieces), strict=True)),
        _joined([np.arange(1, len(each) + 1) % QUARTER for each in pieces]),
        _joined([each.piece.tokens[:-1] for each in pieces]),
        _joined([each.piece.tokens[1:] for each in pieces]),
        _joined(may_follow),
        _joined([each.evidence.logs for each in pieces]),
        _joined([each.evidence.known for each in pieces]),
    )


def _joined(parts: Sequence[np.ndarray]) -> torch.Tensor:
    return torch.from_numpy(np.concatenate(parts))
