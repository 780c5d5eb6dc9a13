import numpy as np
import pytest
import torch

from composer.generation.copying import copy_candidates
from composer.generation.decoder import Decoder
from composer.generation.events import Column, Conditions, encode, score_to_arrays
from composer.generation.network import SOURCES, MusicLSTM, NetworkConfig
from composer.music.score import Note, Score, Track


def repetitive_rows(rng_seed: int) -> np.ndarray:
    """A phrase of seven notes, again and again, with a changed note in between: (events, columns)."""
    rng = np.random.default_rng(rng_seed)
    pitches = np.tile(rng.integers(50, 80, size=7), 4)
    pitches[17] += 1
    notes = (Note(int(pitch), 240 * i, 240, 40 + i) for i, pitch in enumerate(pitches))
    return encode(score_to_arrays(Score((Track.of(notes),))), Conditions())


@pytest.fixture(scope="module")
def plain_network() -> MusicLSTM:
    """One that cannot copy."""
    torch.manual_seed(0)
    network = MusicLSTM(NetworkConfig(hidden=48, layers=2, head=24)).eval()
    network.heads[Column.DURATION].bias.data[0] = -100.0
    return network


@pytest.mark.parametrize(("use_int8", "tolerance"), [(False, 1e-4), (True, 0.15)])
@pytest.mark.parametrize("which", ["network", "plain_network"])
def test_step_by_step_gives_what_the_network_gives_at_once(request, which, use_int8, tolerance):
    network: MusicLSTM = request.getfixturevalue(which)
    takes = np.stack([repetitive_rows(rng_seed) for rng_seed in (1, 2)])
    takes[1, :3] = takes[0, :3]
    candidates = torch.from_numpy(np.stack([copy_candidates(rows) for rows in takes])).long()
    rows = torch.from_numpy(takes).long()
    with torch.inference_mode():
        expected = network.logits(network(rows[:, :-1])[0], rows[:, 1:], candidates[:, :-1])
        _, state = network(rows[:1, :2])
        decoder = Decoder(network, use_int8)
        decoder.start(state, takes[0, :3], takes=2)

        for step in range(2, takes.shape[1] - 1):
            following = takes[:, step + 1].astype(np.int64)
            for column in (*SOURCES, Column.VELOCITY):
                if column < len(expected):
                    weights = torch.from_numpy(decoder.weights(column))
                    wanted = torch.softmax(expected[column][:, step], dim=-1)
                    shares = weights / weights.sum(dim=1, keepdim=True)
                    torch.testing.assert_close(shares, wanted, atol=tolerance, rtol=0)
                if column in SOURCES:
                    decoder.see(column, following[:, column])
            decoder.read(following)


def test_what_is_not_allowed_is_not_copied_either(network):
    rows = repetitive_rows(3)
    _, state = network(torch.from_numpy(rows[:-1]).long()[None])
    decoder = Decoder(network)
    with torch.inference_mode():
        decoder.start((state[0].detach(), state[1].detach()), rows, takes=1)
    copied = np.unique(copy_candidates(rows)[-1][:, 1 + Column.PITCH])
    allowed = np.ones((1, 128), dtype=bool)
    allowed[0, copied] = False

    weights = decoder.weights(Column.PITCH, allowed)

    assert (weights[0, copied] == 0).all()
    assert weights.sum() > 0
