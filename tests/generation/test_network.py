import torch

from composer.generation.events import COLUMN_SIZES, FIELD_SIZES, Column
from composer.generation.network import MusicLSTM


def random_rows(batch: int, time: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    columns = [torch.randint(0, size, (batch, time), generator=generator) for size in COLUMN_SIZES]
    return torch.stack(columns, dim=-1)


def test_a_carried_state_gives_what_reading_at_once_gives(network: MusicLSTM):
    rows = random_rows(3, 20)

    at_once, _ = network(rows)
    first, state = network(rows[:, :7])
    second, _ = network(rows[:, 7:], state)

    torch.testing.assert_close(torch.cat([first, second], dim=1), at_once)


def test_every_field_has_its_logits(network: MusicLSTM):
    rows = random_rows(2, 5)

    logits = network.logits(network(rows)[0], rows)

    assert [tuple(field.shape) for field in logits] == [(2, 5, size) for size in FIELD_SIZES]


def test_a_head_sees_the_fields_before_it_and_none_after(network: MusicLSTM):
    rows = random_rows(1, 1)
    features, _ = network(rows)
    before = network.logits(features, rows)
    other = rows.clone()
    other[..., Column.PITCH] = (other[..., Column.PITCH] + 1) % 128

    after = network.logits(features, other)

    changed = [not torch.equal(a, b) for a, b in zip(before, after, strict=True)]
    assert changed == [False, False, False, True, True]  # Δonset, track and pitch; duration and velocity
