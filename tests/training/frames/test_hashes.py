import numpy as np

from composer.training.frames.hashes import paired


def test_pairs_have_numbers_of_their_own():
    left, right = (each.reshape(-1).astype(np.uint64) for each in np.meshgrid(np.arange(200), np.arange(200)))
    assert len(np.unique(paired(left, right))) == 200 * 200
    assert np.array_equal(paired(left, right), paired(left.copy(), right.copy()))
