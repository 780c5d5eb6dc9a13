from composer.training.frames.benchmark import EPOCHS, PUBLISHED, Results, course_for, rows, run_seed
from composer.training.frames.course import FrameCourse
from composer.training.frames.data import NAMES
from composer.training.frames.learning import Lesson, Likelihood, train
from composer.training.voices.course import VoiceCourse


def test_every_set_has_its_length_and_its_published_numbers():
    assert set(EPOCHS) == set(PUBLISHED) == set(NAMES)


def test_voices_and_keys_are_learned_in_courses_of_their_own(data):
    assert isinstance(course_for(data, ()), VoiceCourse if data.voices else FrameCourse)


def test_a_network_is_judged_on_the_test_split_and_chosen_on_the_validation_split(data):
    told = []
    course = course_for(data, ())
    found = run_seed(course, 0, 1, told.append)
    assert found == course.judge(train(course, Lesson(1), told.append), "test")
    assert told[0] == told[1]


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
