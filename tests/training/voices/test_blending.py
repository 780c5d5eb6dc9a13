import torch
from torch.nn import functional as F

from composer.training.voices.blending import blended, fitted_weights


def test_the_way_that_is_right_in_a_place_gets_the_weight_there():
    torch.manual_seed(0)
    places, tokens = torch.arange(400) % 4, torch.randint(0, 5, (400,))
    right = (F.one_hot(tokens, 5) * 0.6 + 0.08).log()
    noise = torch.rand(400, 5).log_softmax(dim=1)
    is_first = (places < 2)[:, None]
    logs = torch.stack([torch.where(is_first, right, noise), torch.where(is_first, noise, right)], dim=1)
    weights = fitted_weights(logs, tokens, places)
    assert (weights[:2, 0] > weights[:2, 1] + 0.5).all()
    assert (weights[2:, 1] > weights[2:, 0] + 0.5).all()


def test_a_blend_of_one_way_is_that_way():
    logs = torch.rand(3, 1, 5).log_softmax(dim=2)
    assert torch.allclose(blended(logs, torch.ones(3, 1)), logs[:, 0])
