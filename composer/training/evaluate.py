"""Held-out likelihood of a model, in nats per note and by field, with the share of next pitches it gets right."""

from collections.abc import Iterator

import numpy as np
import torch

from composer.generation.events import BOS_PITCH, FIELDS, STYLES, Column
from composer.generation.network import MusicLSTM
from composer.training.corpus import Corpus
from composer.training.dataset import STREAM_COLUMNS, plain_rows
from composer.training.loss import field_nats, predict, targets
from composer.training.precision import autocast

_WINDOW = 512  # events that pass through the network at once; the state is carried from one to the next
_PIECES_AT_ONCE = 16


def held_out_rows(corpus: Corpus, split: str, max_notes: int | None = None) -> list[np.ndarray]:
    """Stream rows of the pieces of `split`, each closed by the row that begins a next piece.

    With `max_notes`, pieces in a fixed random order until that many notes are reached, long ones cut.
    """
    rows, count = [], 0
    for piece in np.random.default_rng(0).permutation(corpus.pieces(split)).tolist():
        piece_rows = plain_rows(corpus.piece(piece), corpus.style_of(piece))
        if max_notes is not None:
            piece_rows = piece_rows[: max_notes // 20 + 1]
        closing = np.zeros((1, STREAM_COLUMNS), dtype=np.int16)
        closing[0, Column.PITCH] = BOS_PITCH
        rows.append(np.concatenate([piece_rows, closing]))
        count += len(piece_rows) - 1
        if max_notes is not None and count >= max_notes:
            break
    return rows


def evaluate(network: MusicLSTM, corpus: Corpus, split: str, max_notes: int | None = None) -> dict[str, float]:
    """Nats per note: "total", one entry a field and a style; "next_pitch", the share of pitches ranked first."""
    network.eval()
    device = network.offsets.device
    sums = np.zeros((len(STYLES) + 1, len(FIELDS)))  # a row for each value of Column.STYLE
    counted = np.zeros_like(sums)
    hits = 0.0
    with torch.inference_mode():
        for pieces in _by_length(held_out_rows(corpus, split, max_notes)):
            rows = torch.from_numpy(_padded(pieces)).long()
            styles = [piece[0, Column.STYLE] for piece in pieces]
            lengths = torch.tensor([len(piece) for piece in pieces])
            state = None
            for begin in range(0, rows.shape[1] - 1, _WINDOW):
                window = rows[:, begin : begin + _WINDOW + 1].to(device)
                tokens, weights = targets(window[:, 1:])
                inside = torch.arange(begin + 1, begin + window.shape[1]) < lengths[:, None]
                weights *= inside.unsqueeze(-1).to(device)
                with autocast(device.type):
                    logits, state = predict(network, window, state)
                np.add.at(sums, styles, field_nats(logits, tokens, weights).sum(dim=1).cpu().numpy())
                np.add.at(counted, styles, weights.sum(dim=1).cpu().numpy())
                right = logits[Column.PITCH].argmax(-1) == tokens[..., Column.PITCH]
                hits += float((right * weights[..., Column.PITCH]).sum())
    result = nats_per_note(sums, counted)
    notes = counted[:, Column.PITCH].sum()
    return result | {"next_pitch": float(hits / notes), "notes": float(notes)}


def nats_per_note(sums: np.ndarray, counted: np.ndarray) -> dict[str, float]:
    """One entry a field, "total", and the total of each style that there is.

    sums (styles, fields) in nats, over so many as are `counted`. Velocity counts only where it was played: it is per
    such note, and left out of the totals.
    """
    notes = np.maximum(counted[:, Column.PITCH], 1)
    all_notes = counted[:, Column.PITCH].sum()
    result = {field.name.lower(): float(sums[:, field].sum() / all_notes) for field in FIELDS}
    result["velocity"] = float(sums[:, Column.VELOCITY].sum() / max(counted[:, Column.VELOCITY].sum(), 1))
    totals = sums.sum(axis=1) - sums[:, Column.VELOCITY]
    result["total"] = float(totals.sum() / all_notes)
    by_style = {f"style {name}": float(nats) for name, nats in zip(("none", *STYLES), totals / notes, strict=True)}
    return result | {name: nats for name, nats in by_style.items() if nats}


def _by_length(pieces: list[np.ndarray]) -> Iterator[list[np.ndarray]]:
    """Groups of pieces of similar length, so that little padding is computed."""
    ordered = sorted(pieces, key=len)
    for begin in range(0, len(ordered), _PIECES_AT_ONCE):
        yield ordered[begin : begin + _PIECES_AT_ONCE]


def _padded(pieces: list[np.ndarray]) -> np.ndarray:
    """(pieces, longest, columns), zeros behind the shorter ones."""
    padded = np.zeros((len(pieces), max(map(len, pieces)), pieces[0].shape[1]), dtype=np.int16)
    for index, piece in enumerate(pieces):
        padded[index, : len(piece)] = piece
    return padded
