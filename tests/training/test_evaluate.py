import numpy as np
import pytest
import torch

from composer.generation.events import Column
from composer.generation.network import MusicLSTM, NetworkConfig
from composer.training.dataset import plain_rows
from composer.training.evaluate import evaluate, held_out_rows
from composer.training.loss import field_nats, predict, targets


@pytest.fixture(scope="module")
def network() -> MusicLSTM:
    torch.manual_seed(0)
    return MusicLSTM(NetworkConfig(hidden=32, layers=1, head=16, copies=True)).eval()


def test_padding_and_windows_do_not_change_the_likelihood(corpus, network):
    total, notes = 0.0, 0
    for rows in held_out_rows(corpus, "test"):
        piece = torch.from_numpy(rows).long().unsqueeze(0)
        with torch.inference_mode():
            logits, _ = predict(network, piece, None)
        losses = field_nats(logits, *targets(piece[:, 1:])).sum((0, 1))
        total += float(losses.sum() - losses[Column.VELOCITY])
        notes += len(rows) - 2

    measured = evaluate(network, corpus, "test")

    assert measured["notes"] == notes
    assert measured["total"] == pytest.approx(total / notes, rel=1e-3)


def test_the_styles_together_are_the_whole(corpus, network):
    measured = evaluate(network, corpus, "test")

    assert measured["style folk"] == pytest.approx(measured["total"])  # the only style there is
    assert [name for name in measured if name.startswith("style")] == ["style folk"]


def test_a_limit_on_notes_is_kept(corpus):
    rows = held_out_rows(corpus, "train", max_notes=100)

    assert sum(len(piece) - 2 for piece in rows) <= 200
    np.testing.assert_array_equal(rows[0][:5], held_out_rows(corpus, "train")[0][:5])


def test_held_out_pieces_are_read_as_they_are(corpus):
    index = int(np.random.default_rng(0).permutation(corpus.pieces("test"))[0])

    np.testing.assert_array_equal(held_out_rows(corpus, "test")[0][:-1], plain_rows(corpus.piece(index), "folk"))
