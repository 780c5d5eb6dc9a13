import pytest
import torch

from composer.generation.events import BOS_PITCH, END_TOKEN, FIELD_SIZES, Column
from composer.training.dataset import HAS_VELOCITY, STREAM_COLUMNS
from composer.training.loss import field_nats, targets


def row(**columns: int) -> list[int]:
    values = [0] * STREAM_COLUMNS
    for name, value in columns.items():
        values[Column[name] if name in Column.__members__ else HAS_VELOCITY] = value
    return values


def test_the_row_that_begins_the_next_piece_is_learned_as_the_end_of_this_one():
    tokens, weights = targets(torch.tensor([row(PITCH=BOS_PITCH, has_velocity=1)]))

    assert tokens[0, Column.DELTA] == END_TOKEN
    assert weights.tolist() == [[1, 0, 0, 0, 0]]


def test_velocity_counts_only_where_it_was_played():
    following = torch.tensor([row(PITCH=60, VELOCITY=100, has_velocity=1), row(PITCH=60, VELOCITY=100)])

    tokens, weights = targets(following)

    assert tokens[:, Column.VELOCITY].tolist() == [6, 6]
    assert weights[:, Column.VELOCITY].tolist() == [1, 0]


def test_even_logits_cost_the_logarithm_of_the_field_size():
    tokens, weights = targets(torch.tensor([row(PITCH=60, has_velocity=1)] * 3))

    nats = field_nats([torch.zeros(3, size) for size in FIELD_SIZES], tokens, weights).sum(0)

    assert nats.tolist() == pytest.approx([3 * torch.tensor(float(size)).log().item() for size in FIELD_SIZES])
