import gc
import threading
from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from composer.generation.options import SamplingOptions
from composer.gui.document import Document
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.music.errors import ModelFileError
from composer.music.score import Note, Score, Track
from composer.music.seed import whole_seed
from composer.music.take import ContinuedNote, keep
from composer.music.tracks import add_track, delete_track, move_track
from composer.storage.model_id import ModelId
from tests.gui.fakes import FakeContinuer

SEED_SCORE = Score((Track.of([Note(60, 0, 1920)]),))
TWO_TAKES = SamplingOptions(bars=2, candidates=2)


@pytest.fixture
def document(qapp):
    return Document(SEED_SCORE)


class ForgetfulContinuer(FakeContinuer):
    """Does not note down its runs."""

    def continue_from(self, seed, options):
        self.runs.clear()
        return super().continue_from(seed, options)


def flow_of(qtbot, document: Document, continuer: FakeContinuer) -> GenerationFlow:
    flow = GenerationFlow(document, lambda: continuer)
    flow.load_model()
    qtbot.waitUntil(lambda: flow.phase is Phase.READY)
    return flow


def run_that_waits(qtbot, document):
    """A flow whose run has brought its first notes, and the model, which goes on when it may."""
    continuer = FakeContinuer()
    continuer.may_go_on.clear()
    flow = flow_of(qtbot, document, continuer)
    flow.generate(whole_seed(SEED_SCORE), TWO_TAKES)
    qtbot.waitUntil(lambda: bool(flow.chosen_notes))
    return flow, continuer


def generate(qtbot, flow: GenerationFlow, options: SamplingOptions = TWO_TAKES) -> None:
    flow.generate(whole_seed(SEED_SCORE), options)
    qtbot.waitUntil(lambda: flow.phase is not Phase.GENERATING)


def test_the_model_is_loaded_on_another_thread(qtbot, document):
    threads = []

    def load():
        threads.append(threading.current_thread())
        return FakeContinuer()

    flow = GenerationFlow(document, load)
    assert flow.phase is Phase.LOADING
    flow.load_model()
    qtbot.waitUntil(lambda: flow.phase is Phase.READY)
    assert threads != [threading.main_thread()]
    assert flow.styles == ("folk", "piano")


def test_a_missing_model_is_a_state_with_a_reason(qtbot, document):
    problem = ModelFileError("There is no model.")

    def load():
        raise problem

    flow = GenerationFlow(document, load)
    with qtbot.assertNotEmitted(flow.failed):
        flow.load_model()
        qtbot.waitUntil(lambda: flow.phase is Phase.UNAVAILABLE)
    assert flow.problem is problem
    flow.generate(whole_seed(SEED_SCORE), TWO_TAKES)
    assert flow.phase is Phase.UNAVAILABLE


def test_fifty_runs_leave_nothing_behind(qtbot, document):
    flow = flow_of(qtbot, document, ForgetfulContinuer())
    counts = []
    for _ in range(5):
        for _ in range(10):
            generate(qtbot, flow)
        flow.discard()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        counts.append(Counter(type(thing).__name__ for thing in gc.get_objects()))
    grown = {name for name in counts[-1] if counts[1][name] + 20 <= counts[-1][name]}
    assert not grown, "one or more for each run"


def test_notes_stream_in_while_the_document_stays_untouched(qtbot, document):
    continuer = FakeContinuer()
    continuer.may_go_on.clear()
    flow = flow_of(qtbot, document, continuer)
    heard = []
    flow.notes_arrived.connect(heard.extend)
    flow.generate(whole_seed(SEED_SCORE), TWO_TAKES)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert flow.phase is Phase.GENERATING
    continuer.may_go_on.set()
    qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING)
    assert [len(take) for take in flow.takes] == [8, 8]
    assert heard == flow.takes[0]
    assert document.score is SEED_SCORE
    assert not document.is_modified


def test_progress_counts_whole_bars_up_to_all(qtbot, document):
    flow = flow_of(qtbot, document, FakeContinuer())
    bars = []
    flow.progressed.connect(bars.append)
    generate(qtbot, flow)
    assert bars == sorted(bars)
    assert bars[-1] == 1  # the last note begins in the second of two bars


def test_cancel_keeps_the_notes_that_came(qtbot, document):
    flow, continuer = run_that_waits(qtbot, document)
    flow.cancel()
    continuer.may_go_on.set()
    qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING)
    assert 1 <= len(flow.chosen_notes) < 8


def test_keep_is_one_undo_step_with_the_chosen_take(qtbot, document):
    flow = flow_of(qtbot, document, FakeContinuer())
    generate(qtbot, flow)
    flow.hear(1)
    chosen = [continued.note for continued in flow.takes[1]]
    flow.keep()
    assert document.score.tracks[0].notes == (Note(60, 0, 1920), *chosen)
    assert flow.phase is Phase.READY
    assert flow.takes == ()
    document.undo_stack.undo()
    assert document.score is SEED_SCORE
    assert not document.undo_stack.can_undo


def test_discard_leaves_nothing(qtbot, document):
    flow = flow_of(qtbot, document, FakeContinuer())
    generate(qtbot, flow)
    flow.discard()
    assert (flow.phase, flow.takes) == (Phase.READY, ())
    assert document.score is SEED_SCORE


def test_discard_during_a_run_ends_the_run(qtbot, document):
    flow, continuer = run_that_waits(qtbot, document)
    flow.discard()
    continuer.may_go_on.set()
    qtbot.waitUntil(lambda: flow.phase is Phase.READY)
    assert flow.takes == ()


def test_takes_that_are_opened_during_a_run_get_nothing_of_it(qtbot, document):
    flow, continuer = run_that_waits(qtbot, document)
    stored = ContinuedNote(Note(72, 1920, 480), 0, 0)
    flow.restore([[stored]], whole_seed(SEED_SCORE), SamplingOptions(), ModelId(), likeliest=0)
    flow.steer(SamplingOptions(temperature=0.5))
    with qtbot.assertNotEmitted(flow.notes_arrived):
        continuer.may_go_on.set()
        qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING)
    assert (flow.takes, flow.likeliest, flow.options) == (([stored],), 0, SamplingOptions())


def test_takes_that_are_opened_when_a_run_has_just_ended_keep_their_ranking(qtbot, document):
    flow = flow_of(qtbot, document, FakeContinuer())
    flow.generate(whole_seed(SEED_SCORE), TWO_TAKES)
    assert flow._job
    assert flow._job.wait(1000)
    stored = [[ContinuedNote(Note(72 + take, 1920, 480), 0, take)] for take in range(3)]
    flow.restore(stored, whole_seed(SEED_SCORE), SamplingOptions(), ModelId(), likeliest=2)
    qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING)
    assert (list(flow.takes), flow.likeliest) == (stored, 2)


def test_the_likeliest_take_is_marked_only_when_there_is_a_choice(qtbot, document):
    flow = flow_of(qtbot, document, FakeContinuer())
    generate(qtbot, flow)
    assert flow.likeliest == 1
    generate(qtbot, flow, SamplingOptions(bars=1))
    assert flow.likeliest is None


def test_a_run_that_fails_keeps_its_notes_and_says_so(qtbot, document):
    error = RuntimeError("broken")
    flow = flow_of(qtbot, document, FakeContinuer(fail_after=3, error=error))
    failures = []
    flow.failed.connect(failures.append)
    generate(qtbot, flow)
    assert failures == [error]
    assert len(flow.chosen_notes) == 3
    assert flow.can_generate


def test_takes_of_tracks_that_are_gone_are_dropped(qtbot, document):
    flow = flow_of(qtbot, document, FakeContinuer())
    generate(qtbot, flow)
    document.load(Score(()), None)
    assert flow.takes == ()


def test_takes_go_along_when_their_track_moves(qtbot, document):
    document.load(add_track(SEED_SCORE), None)
    flow = flow_of(qtbot, document, FakeContinuer())
    generate(qtbot, flow)
    chosen = [continued.note for continued in flow.chosen_notes]
    document.apply("Move track", move_track(document.score, 0, 1))
    assert {continued.track for take in flow.takes for continued in take} == {1}
    flow.keep()
    assert document.score.tracks[0].notes == ()
    assert set(chosen) <= set(document.score.tracks[1].notes)


def test_notes_that_come_after_their_track_has_moved_go_there(qtbot, document):
    document.load(add_track(SEED_SCORE), None)
    continuer = FakeContinuer()
    continuer.may_go_on.clear()
    flow = flow_of(qtbot, document, continuer)
    flow.generate(whole_seed(document.score), TWO_TAKES)
    qtbot.waitUntil(lambda: bool(flow.chosen_notes))
    document.apply("Move track", move_track(document.score, 0, 1))
    continuer.may_go_on.set()
    qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING)
    assert [len(take) for take in flow.takes] == [8, 8]
    assert {continued.track for take in flow.takes for continued in take} == {1}


def test_takes_of_a_deleted_track_are_dropped(qtbot, document):
    document.load(add_track(SEED_SCORE), None)
    flow = flow_of(qtbot, document, FakeContinuer())
    generate(qtbot, flow)
    document.apply("Delete track", delete_track(document.score, 0))
    assert flow.takes == ()


def test_the_score_with_the_take_grows_with_it(qtbot, document):
    flow, continuer = run_that_waits(qtbot, document)
    assert flow.score_with_take().note_count == 2
    continuer.may_go_on.set()
    qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING)
    assert flow.score_with_take() == keep(SEED_SCORE, flow.takes[0])
    flow.hear(1)
    assert flow.score_with_take() == keep(SEED_SCORE, flow.takes[1])


def test_closing_during_a_run_ends_its_thread(qtbot, document):
    flow, continuer = run_that_waits(qtbot, document)
    continuer.may_go_on.set()
    flow.close()
    qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING)


def test_a_run_is_steered_while_it_goes_on_and_not_afterwards(qtbot, document):
    continuer = FakeContinuer()
    flow = flow_of(qtbot, document, continuer)
    continuer.may_go_on.clear()
    flow.generate(whole_seed(SEED_SCORE), TWO_TAKES)
    flow.steer(SamplingOptions(temperature=0.5, bars=8))
    assert flow.options == SamplingOptions(temperature=0.5, bars=2, candidates=2)
    continuer.may_go_on.set()
    qtbot.waitUntil(lambda: flow.phase is Phase.AUDITIONING)
    flow.steer(SamplingOptions(temperature=1.5))
    assert [options.temperature for options in continuer.steered] == [0.5]
