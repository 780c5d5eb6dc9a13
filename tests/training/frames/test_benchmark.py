import pytest

from composer.training.frames import benchmark
from composer.training.frames.ablation import Ablation
from composer.training.frames.batches import splits_of
from composer.training.frames.benchmark import EPOCHS, PUBLISHED, Results, config_for, rows, run_seed
from composer.training.frames.data import NAMES
from composer.training.frames.learning import Likelihood


def test_every_set_has_its_length_and_its_published_numbers():
    assert set(EPOCHS) == set(PUBLISHED) == set(NAMES)


@pytest.mark.parametrize("part", [part for part in Ablation if part is not Ablation.MOVING])
def test_each_ablation_of_the_network_changes_it(data, part):
    assert config_for(data, (part,)) != config_for(data, ())


def test_without_moving_pieces_are_learned_in_their_own_keys_only(data, monkeypatch):
    lessons = []
    monkeypatch.setattr(benchmark, "train", lambda *arguments: lessons.append(arguments[2]))
    monkeypatch.setattr(benchmark, "judge", lambda *_: None)
    for without in ((), (Ablation.MOVING,)):
        run_seed(splits_of(data), 0, 1, without, lambda _: None)
    assert [lesson.is_moved for lesson in lessons] == [True, False]


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
