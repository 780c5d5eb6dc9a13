import pytest

from composer.training.frames.benchmark import ABLATIONS, EPOCHS, PUBLISHED, Results, config_for, rows
from composer.training.frames.data import NAMES
from composer.training.frames.learning import Likelihood


def test_every_set_has_its_length_and_its_published_numbers():
    assert set(EPOCHS) == set(PUBLISHED) == set(NAMES)


@pytest.mark.parametrize("part", ABLATIONS)
def test_each_ablation_changes_the_training_or_the_network(data, part):
    if part != "moving":
        assert config_for(data, (part,)) != config_for(data, ())


def test_a_seed_that_has_been_run_is_not_run_again(tmp_path):
    path = tmp_path / "results.json"
    first = Results(path).of("jsb, seed 0", lambda: Likelihood(4.5, 4.6))

    def never() -> Likelihood:
        raise AssertionError

    assert Results(path).of("jsb, seed 0", never) == first


def test_the_table_shows_published_counted_and_our_own_numbers(data):
    table = rows(data, [Likelihood(4.5, 4.6), Likelihood(4.7, 4.6)], {"markov": Likelihood(10, 11)})
    assert table[0][0] == "plain LSTM"
    assert table[-2:] == [("counting: markov", "10.000", "11.000"), ("Composer", "4.600 ± 0.141", "4.600 ± 0.000")]
    assert rows(data, [Likelihood(4.5, 4.6)], {})[-1][1] == "4.500 (one seed)"
