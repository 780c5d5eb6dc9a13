import numpy as np

from composer.generation.events import FIELD_SIZES
from composer.training.floors import floors


def test_the_chain_knows_more_than_the_unigram(corpus):
    measured = floors(corpus, "test")

    assert measured["markov-3"]["pitch"] < measured["unigram"]["pitch"]
    assert measured["markov-3"]["total"] < measured["unigram"]["total"]


def test_the_unigram_is_never_worse_than_knowing_nothing(corpus):
    unigram = floors(corpus, "test")["unigram"]

    assert unigram["pitch"] < np.log(FIELD_SIZES[2])


def test_the_train_split_itself_is_predicted_better_than_unseen_pieces(corpus):
    assert floors(corpus, "train")["markov-3"]["total"] < floors(corpus, "test")["markov-3"]["total"]
