import pytest
import torch

from composer.generation.copying import CANDIDATES, COPY_COLUMNS, KINDS
from composer.generation.events import COLUMN_SIZES, FIELD_SIZES, Column
from composer.generation.network import MusicLSTM


def random_rows(batch: int, time: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    columns = [torch.randint(0, size, (batch, time), generator=generator) for size in COLUMN_SIZES]
    return torch.stack(columns, dim=-1)


def random_candidates(batch: int, time: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(2)
    sizes = (KINDS, *FIELD_SIZES)
    columns = [torch.randint(0, size, (batch, time, CANDIDATES), generator=generator) for size in sizes]
    assert len(columns) == COPY_COLUMNS
    return torch.stack(columns, dim=-1)


def test_a_carried_state_gives_what_reading_at_once_gives(network: MusicLSTM):
    rows = random_rows(3, 20)

    at_once, _ = network(rows)
    first, state = network(rows[:, :7])
    second, _ = network(rows[:, 7:], state)

    torch.testing.assert_close(torch.cat([first, second], dim=1), at_once)


def test_every_field_has_its_logits(network: MusicLSTM):
    rows = random_rows(2, 5)

    logits = network.logits(network(rows)[0], rows, random_candidates(2, 5))

    assert [tuple(field.shape) for field in logits] == [(2, 5, size) for size in FIELD_SIZES]


def test_a_head_sees_the_fields_before_it_and_none_after(network: MusicLSTM):
    rows = random_rows(1, 1)
    features, _ = network(rows)
    candidates = random_candidates(1, 1)
    before = network.logits(features, rows, candidates)
    other = rows.clone()
    other[..., Column.PITCH] = (other[..., Column.PITCH] + 1) % 128

    after = network.logits(features, other, candidates)

    changed = [not torch.equal(a, b) for a, b in zip(before, after, strict=True)]
    assert changed == [False, False, False, True, True]  # Δonset, track and pitch; duration and velocity


def test_copying_adds_to_the_softmax_the_odds_of_each_candidate(network: MusicLSTM):
    rows, candidates = random_rows(1, 1), random_candidates(1, 1)
    nothing = candidates.clone()
    nothing[..., 0] = 0
    features, _ = network(rows)

    with_copies = network.logits(features, rows, candidates)[Column.PITCH][0, 0]
    without = network.logits(features, rows, nothing)[Column.PITCH][0, 0]

    odds = with_copies.exp() - without.exp()
    copied = candidates[0, 0][candidates[0, 0, :, 0] > 0][:, 1 + Column.PITCH].unique()
    assert without.exp().sum().item() == pytest.approx(1, abs=1e-5)
    assert (odds[copied] > 1e-3).all()
    odds[copied] = 0
    torch.testing.assert_close(odds, torch.zeros_like(odds), atol=1e-6, rtol=0)
