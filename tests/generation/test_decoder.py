import numpy as np
import pytest
import torch

from composer.generation.decoder import Decoder
from composer.generation.network import SOURCES, MusicLSTM
from tests.generation.test_network import random_rows


@pytest.mark.parametrize(("use_int8", "tolerance"), [(False, 1e-4), (True, 0.2)])
def test_step_by_step_gives_what_the_network_gives_at_once(network: MusicLSTM, use_int8, tolerance):
    rows = random_rows(2, 12)
    features, _ = network(rows[:, :-1])
    expected = network.logits(features, rows[:, 1:])
    seed_features, seed_state = network(rows[:, :1])
    decoder = Decoder(network, use_int8)
    decoder.start((seed_state[0].detach(), seed_state[1].detach()), seed_features[:, 0].detach())

    for step in range(11):
        following = rows[:, step + 1].numpy()
        for source, column in enumerate(SOURCES):
            decoder.see(source, following[:, column])
        for head, logits in enumerate(expected):
            np.testing.assert_allclose(decoder.logits(head), logits[:, step].detach().numpy(), atol=tolerance)
        with torch.inference_mode():
            decoder.read(following)
