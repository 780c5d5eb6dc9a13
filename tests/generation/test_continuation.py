import copy
from dataclasses import replace
from itertools import pairwise

import pytest

from composer.generation.checkpoint import ModelCard
from composer.generation.continuation import Continuer
from composer.generation.events import DENSITY_EDGES, END_TOKEN, STEPS_PER_QUARTER, Column
from composer.generation.options import OptionError, SamplingOptions
from composer.generation.prompt import Prompt
from composer.music.errors import SeedError
from composer.music.pitch import Key
from composer.music.score import DRUM_CHANNEL, Note, Score, Track
from composer.music.seed import Seed, whole_seed
from composer.music.take import ContinuedNote
from composer.music.time import MeterMap, TempoMap

BAR = 1920


def continued(continuer: Continuer, seed: Seed, **options) -> list[ContinuedNote]:
    batches = continuer.continue_from(seed, SamplingOptions(**options))
    return [note for batch in batches for note in batch]


def melody(*, end: int, ppq: int = 480) -> Seed:
    score = Score((Track.of([Note(60, 0, ppq), Note(64, ppq, ppq)]),), TempoMap(ppq=ppq), MeterMap(ppq=ppq))
    return Seed(score, end)


def test_equal_seeds_and_options_give_equal_notes(continuer, seed):
    assert continued(continuer, seed, rng_seed=5) == continued(continuer, seed, rng_seed=5)


def test_a_seed_is_read_in_the_key_that_it_names(continuer, seed):
    assert continued(continuer, replace(seed, key=Key(6)), rng_seed=5) != continued(continuer, seed, rng_seed=5)


def test_a_seed_is_read_as_dense_as_it_says(continuer, seed):
    read = Prompt.of(replace(seed, density=12), SamplingOptions()).rows[:, Column.DENSITY]
    assert set(read.tolist()) == {len(DENSITY_EDGES) + 1}
    assert continued(continuer, replace(seed, density=12), rng_seed=5) != continued(continuer, seed, rng_seed=5)


def test_a_seed_that_comes_again_is_not_read_again(network, seed, monkeypatch):
    continuer = Continuer(network, ModelCard("babbler", "nothing"))
    first = continued(continuer, seed, bars=1, rng_seed=5)
    monkeypatch.setattr(network, "forward", None)

    assert continued(continuer, seed, bars=1, rng_seed=5) == first
    with pytest.raises(TypeError):
        continued(continuer, melody(end=960))


def test_another_rng_seed_gives_other_notes(continuer, seed):
    assert continued(continuer, seed, rng_seed=5) != continued(continuer, seed, rng_seed=6)


def test_a_take_is_the_same_however_many_are_made_beside_it(continuer, seed):
    alone = continued(continuer, seed, bars=2)
    among_others = [note for note in continued(continuer, seed, bars=2, candidates=4) if note.candidate == 0]

    assert among_others[0] == alone[0]  # later notes may differ where batched products round differently


def test_every_candidate_gets_notes_in_onset_order(continuer, seed):
    notes = continued(continuer, seed, bars=4, candidates=8)

    for candidate in range(8):
        starts = [note.note.start for note in notes if note.candidate == candidate]
        assert starts
        assert starts == sorted(starts)


@pytest.mark.parametrize("bars", [1, 3, 8])
def test_all_notes_lie_within_the_bars_asked_for(continuer, seed, bars):
    notes = [note.note for note in continued(continuer, seed, bars=bars, candidates=4)]

    assert min(note.start for note in notes) >= seed.end
    assert max(note.end for note in notes) <= seed.end + bars * BAR


def test_a_seed_that_ends_mid_bar_is_continued_from_there_to_the_end_of_its_bar_and_beyond(continuer):
    seed = melody(end=960)

    notes = [note.note for note in continued(continuer, seed, bars=1, candidates=8)]

    assert any(note.start < BAR for note in notes)
    assert max(note.end for note in notes) <= 2 * BAR


@pytest.mark.parametrize("end", [960, 1000, 1920, 480 * 5 + 20 * 121, 50_000])
def test_the_first_note_may_start_where_the_seed_ends_to_the_step(continuer, end):
    anything_goes = {"bars": 1, "candidates": 8, "temperature": 1.0, "min_p": 0.0}
    runs = [continued(continuer, melody(end=end), **anything_goes, rng_seed=rng_seed) for rng_seed in range(5)]
    starts = {min(note.note.start for note in run) for run in runs}
    step = 480 // STEPS_PER_QUARTER

    assert min(starts) >= end
    assert min(starts) < end + 4 * step


def test_nothing_is_generated_on_a_pitch_that_its_track_still_sounds(continuer, seed):
    notes = sorted((n.note for n in continued(continuer, seed, bars=16)), key=lambda note: (note.pitch, note.start))

    assert all(a.end <= b.start for a, b in pairwise(notes) if a.pitch == b.pitch)


def test_only_the_tracks_of_the_seed_are_played(continuer):
    tracks = (Track(), Track.of([Note(60, 0, 480)]), Track.of([Note(40, 0, 10)], channel=DRUM_CHANNEL))

    notes = continued(continuer, whole_seed(Score(tracks)), bars=8)

    assert {note.track for note in notes} == {1}


def test_the_first_batch_brings_the_first_note(continuer, seed):
    first = next(iter(continuer.continue_from(seed, SamplingOptions(candidates=3))))

    assert {note.candidate for note in first} == {0, 1, 2}


def test_a_seed_of_drums_alone_is_refused_in_words(continuer):
    drums = whole_seed(Score((Track.of([Note(36, 0, 10)], channel=DRUM_CHANNEL),)))

    with pytest.raises(SeedError, match="only drums"):
        continued(continuer, drums)


def test_an_unknown_style_is_refused_with_the_ones_there_are(continuer, seed):
    with pytest.raises(OptionError, match="folk"):
        continued(continuer, seed, style="polka")


def test_fifty_notes_at_once_are_continued(continuer):
    cluster = whole_seed(Score((Track.of([Note(pitch, 0, 480) for pitch in range(40, 90)]),)))

    assert continued(continuer, cluster, bars=1)


def test_the_lowest_and_the_highest_pitch_are_continued(continuer):
    extremes = whole_seed(Score((Track.of([Note(0, 0, 480), Note(127, 480, 480)]),)))

    assert continued(continuer, extremes, bars=1)


def test_of_a_long_seed_the_end_is_read(continuer):
    long = Score((Track.of([Note(48 + i % 24, 120 * i, 120) for i in range(10_000)]),))

    notes = continued(continuer, whole_seed(long), bars=1)

    assert min(note.note.start for note in notes) >= long.end


def test_other_divisions_than_480_give_ticks_of_their_own(continuer):
    notes = [note.note for note in continued(continuer, melody(end=2048, ppq=1024), bars=2, candidates=8)]

    assert min(note.start for note in notes) >= 2048
    assert max(note.end for note in notes) <= 3 * 4096


def test_likelihoods_are_known_for_every_candidate_after_the_run(continuer, seed):
    continued(continuer, seed, bars=2, candidates=3)

    assert len(continuer.log_likelihoods) == 3
    assert all(value < 0 for value in continuer.log_likelihoods)


@pytest.fixture
def hasty_continuer(network) -> Continuer:
    """A continuer that would end the piece after every note."""
    hasty = copy.deepcopy(network)
    hasty.heads[0].bias.data[END_TOKEN] = 100.0
    return Continuer(hasty, ModelCard("hasty", "nothing"))


def test_the_piece_does_not_end_before_its_last_bar(hasty_continuer, seed):
    notes = continued(hasty_continuer, seed, bars=8, candidates=8)

    last_bar = seed.end + 7 * BAR
    assert any(note.note.start > seed.end + 3 * BAR for note in notes)
    for candidate in range(8):
        assert sum(note.note.start >= last_bar for note in notes if note.candidate == candidate) <= 1


def test_an_open_end_is_never_closed_by_the_model(hasty_continuer, seed):
    notes = continued(hasty_continuer, seed, bars=8, candidates=8, compose_ending=False)

    last_bar = seed.end + 7 * BAR
    assert max(sum(n.note.start >= last_bar for n in notes if n.candidate == candidate) for candidate in range(8)) > 1


def test_a_model_that_would_copy_for_ever_plays_no_bar_more_than_three_times_in_a_row(network, seed):
    copying = copy.deepcopy(network)
    copying.copy_gates.trust.data[:] = 20.0
    copier = Continuer(copying, ModelCard("copier", "nothing"))
    ostinato = whole_seed(
        seed.score.with_track(
            0,
            seed.score.tracks[0].with_notes(
                note
                for bar in range(3)
                for note in (replace(n, start=n.start + bar * BAR) for n in seed.score.tracks[0].notes)
            ),
        )
    )

    notes = [
        *ostinato.score.tracks[0].notes,
        *(n.note for n in continued(copier, ostinato, bars=8, compose_ending=False)),
    ]

    bars = [[(n.start % BAR, n.pitch, n.duration) for n in notes if n.start // BAR == bar] for bar in range(11)]
    assert bars[0] == bars[1] == bars[2]
    assert all(len({str(bar) for bar in bars[i : i + 4]}) > 1 for i in range(len(bars) - 3))
    assert bars[4] == bars[5] or bars[5] == bars[6]  # it does copy


@pytest.mark.parametrize("bars", [1, 4])
def test_a_closed_piece_ends_on_the_bar_line_in_every_take(continuer, hasty_continuer, seed, bars):
    for one in (continuer, hasty_continuer):
        notes = continued(one, seed, bars=bars, candidates=8, rng_seed=3)

        ends = [max(n.note.end for n in notes if n.candidate == candidate) for candidate in range(8)]
        assert ends == [seed.end + bars * BAR] * 8


@pytest.fixture
def staccato_continuer(network) -> Continuer:
    """A continuer that plays one sixteenth in every quarter."""
    staccato = copy.deepcopy(network)
    staccato.heads[Column.DELTA].bias.data[24] = 100.0
    staccato.heads[Column.DURATION].bias.data[6] = 100.0
    staccato.copy_gates.trust.data[:] = -100.0
    return Continuer(staccato, ModelCard("staccato", "nothing"))


def test_of_a_closed_piece_the_last_note_alone_is_drawn_out(staccato_continuer, seed):
    *earlier, last = [note.note for note in continued(staccato_continuer, seed, bars=2)]

    assert {note.duration for note in earlier} == {120}
    assert last.end == seed.end + 2 * BAR > last.start + 120


def test_at_an_open_end_no_note_is_drawn_out(staccato_continuer, seed):
    notes = continued(staccato_continuer, seed, bars=2, compose_ending=False)

    assert {note.note.duration for note in notes} == {120}


def test_a_piece_has_a_note_in_its_last_bar(network, seed):
    leaping = copy.deepcopy(network)
    leaping.heads[Column.DELTA].bias.data[96:END_TOKEN] = 100.0
    notes = continued(Continuer(leaping, ModelCard("leaper", "nothing")), seed, bars=4, candidates=8)

    assert all(any(n.note.start >= seed.end + 3 * BAR for n in notes if n.candidate == c) for c in range(8))
