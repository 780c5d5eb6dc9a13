import random
from dataclasses import replace

import pytest

from composer.generation.options import SamplingOptions
from composer.midi.files import write_score
from composer.music.errors import CorpusError
from composer.music.score import Note, Score, Track
from composer.training import primes
from composer.training.primes import F1, continuation_scores, f1, mean_scores, preferences, trials_of
from tests.generation.conftest import continuer, network  # noqa: F401 - fixtures

QUARTER = 480


@pytest.fixture
def folder(tmp_path):
    for number in range(3):
        rng = random.Random(number)
        melody = [Note(60 + rng.randrange(12), index * QUARTER, QUARTER) for index in range(44)]
        chords = [Note(48, index * 4 * QUARTER, 4 * QUARTER) for index in range(11)]
        write_score(Score((Track.of(melody), Track.of(chords))), tmp_path / f"tune {number}.mid")
    write_score(Score((Track.of([Note(60, 0, QUARTER)]),)), tmp_path / "short.mid")
    (tmp_path / "broken.mid").write_bytes(b"no music")
    return tmp_path


def test_a_trial_is_the_melody_cut_after_the_prime_and_short_and_broken_files_are_passed_over(folder):
    trials = trials_of(folder, 10)
    assert sorted(trial.name for trial in trials) == ["tune 0", "tune 1", "tune 2"]
    for trial in trials:
        [melody] = trial.prime.score.tracks
        assert len(melody.notes) == 32
        assert [note.start for note in trial.truth] == [index * QUARTER for index in range(32, 42)]
    assert [trial.name for trial in trials_of(folder, 2)] == [trial.name for trial in trials[:2]]


def test_a_folder_without_tunes_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="No tune of 42 beats"):
        trials_of(tmp_path, 3)


@pytest.mark.parametrize(
    ("made", "real", "score"),
    [
        ({(0, 60), (1, 62)}, {(0, 60), (1, 62)}, F1(1, 1)),
        ({(0, 61), (1, 63)}, {(0, 60), (1, 62)}, F1(1, 0)),
        ({(0, 60), (1, 70), (2, 80)}, {(0, 60)}, F1(0.5, 0.5)),
        (set(), {(0, 60)}, F1(0, 0)),
    ],
)
def test_the_score_counts_points_in_common_moved_at_will_or_not_at_all(made, real, score):
    assert f1(frozenset(made), frozenset(real)) == score


def test_every_way_is_scored_on_every_tune_and_their_means_are_told(folder, continuer):  # noqa: F811
    trials = trials_of(folder, 3)
    scores = list(continuation_scores(continuer, trials, SamplingOptions(candidates=2, rng_seed=1)))
    assert len(scores) == 3
    assert set(mean_scores(scores)) == {"Composer", "the prime again", "either, as Composer prefers", "another tune"}
    assert all(0 <= each.exact <= each.translated <= 1 for score in scores for each in score.values())


def test_a_tune_that_begins_again_is_found_by_playing_the_prime_again(tmp_path, continuer):  # noqa: F811
    phrase = [60, 62, 64, 65, 67, 69, 71, 72]
    notes = [Note(phrase[index % 8], index * QUARTER, QUARTER) for index in range(44)]
    write_score(Score((Track.of(notes),)), tmp_path / "round.mid")
    [score] = continuation_scores(continuer, trials_of(tmp_path, 1), SamplingOptions(rng_seed=1))
    assert score["the prime again"] == F1(1, 1)
    assert score["either, as Composer prefers"] in (score["Composer"], score["the prime again"])


def test_beginning_again_is_preferred_unless_it_is_much_less_likely(folder, network, monkeypatch):  # noqa: F811
    [trial] = trials_of(folder, 1)
    take = [replace(note, pitch=note.pitch + 1) for note in trial.again]
    for limit, expected in ((100.0, trial.again), (-100.0, take)):
        monkeypatch.setattr(primes, "_MOST_UNLIKELY", limit)
        assert primes._preferred(network, trial, take, trial.again) == expected
    assert primes._preferred(network, trial, [], trial.again) == trial.again


def test_the_model_says_which_continuation_it_finds_likelier(folder, network):  # noqa: F811
    found = list(preferences(network, trials_of(folder, 3)))
    assert len(found) == 3
    assert set(found[0]) == {"the one of another tune", "itself in another key"}
