import numpy as np

from composer.generation.events import FIELD_SIZES
from composer.midi.files import write_score
from composer.music.score import Note, Score, Track
from composer.training.corpus import read_corpus
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


def test_copying_helps_where_music_repeats(tmp_path):
    rng = np.random.default_rng(0)
    for number in range(20):
        phrase = Track.of(
            Note(int(pitch), 240 * i, 240) for i, pitch in enumerate(np.tile(rng.integers(50, 80, 16), 4))
        )
        write_score(Score((phrase,)), tmp_path / f"{number}.mid")
    split = ["file,style,split,source", *(f"{n}.mid,,{'test' if n > 15 else 'train'}," for n in range(20))]
    (tmp_path / "index.csv").write_text("\n".join(split), encoding="utf-8")

    measured = floors(read_corpus(tmp_path, workers=1)[0], "test")

    assert measured["copying"]["pitch"] < 0.6 * measured["markov-3"]["pitch"]
