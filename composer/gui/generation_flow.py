"""From Generate to Keep: loading the model, running it, and the takes that it makes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QObject, Signal, Slot

from composer.generation.options import SamplingOptions
from composer.gui.document import Document
from composer.gui.job import Job
from composer.music.errors import ComposerError
from composer.music.score import Score
from composer.music.seed import Seed
from composer.music.take import ContinuedNote, keep
from composer.music.tracks import places_after
from composer.storage.model_id import ModelId

if TYPE_CHECKING:
    from composer.generation.continuing import ContinuesSeeds


class Phase(Enum):
    """Where the flow stands."""

    LOADING = auto()  # torch and the model are being loaded
    UNAVAILABLE = auto()  # there is no model; `problem` says why
    READY = auto()
    GENERATING = auto()
    AUDITIONING = auto()  # takes wait to be kept or discarded


class _Joined(NamedTuple):
    """A score with the first notes of a take, to which the next are added."""

    score: Score  # without the take
    take: Sequence[ContinuedNote]  # which may have grown since
    count: int  # of its notes that are in `joined`
    joined: Score


class GenerationFlow(QObject):
    """At most one job at a time; the document changes only in `keep`."""

    phase_changed = Signal()
    notes_arrived = Signal(list)  # notes of the chosen take, right after they were made
    takes_changed = Signal()  # other takes, another choice among them, or a new ranking
    progressed = Signal(int)  # whole bars that every candidate has reached
    failed = Signal(Exception)  # a run; its notes until then are kept as takes

    def __init__(self, document: Document, load: Callable[[], "ContinuesSeeds"], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._load = load
        self._continuer: ContinuesSeeds | None = None
        self._job: Job | None = None
        self._is_discarded = False  # the run goes on until its job has ended, but its takes are not wanted any more
        self._seed: Seed | None = None
        self.options = SamplingOptions()  # of the latest run
        self.model = ModelId()  # that made its takes
        self.is_model_there = True  # False: takes of an earlier run wait whose model has gone since
        self.phase = Phase.LOADING
        self.problem: Exception | None = None  # why there is no model
        self.takes: tuple[list[ContinuedNote], ...] = ()  # one per candidate
        self.chosen = 0  # index into `takes`: the one that is seen, heard and kept
        self.likeliest: int | None = None  # the take that is offered first: probable to the model, close to the seed
        self._score = document.score  # as it was last followed
        self._places: tuple[int | None, ...] = ()  # for each track of the seed, its index now
        self._joined = _Joined(self._score, (), 0, self._score)
        document.score_changed.connect(self._follow_tracks)

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that the loaded model knows."""
        return () if self._continuer is None else tuple(self._continuer.styles)

    @property
    def is_busy(self) -> bool:
        """Whether a model is being loaded or a run goes on."""
        return self._job is not None

    @property
    def can_generate(self) -> bool:
        """Whether `generate` would start a run."""
        return self.phase in (Phase.READY, Phase.AUDITIONING)

    @property
    def makes_takes(self) -> bool:
        """Whether a run goes on whose takes are wanted."""
        return self.phase is Phase.GENERATING and not self._is_discarded

    @property
    def chosen_notes(self) -> Sequence[ContinuedNote]:
        """The notes of the take that is seen and heard."""
        return self.takes[self.chosen] if self.takes else ()

    @property
    def other_notes(self) -> Sequence[ContinuedNote]:
        """The notes of all other takes."""
        return [note for index, take in enumerate(self.takes) if index != self.chosen for note in take]

    @property
    def seed(self) -> Seed | None:
        """What the latest run continued."""
        return self._seed

    @property
    def seed_end(self) -> int:
        """The tick at which the latest continuation may begin."""
        return self._seed.end if self._seed else 0

    def score_with_take(self) -> Score:
        """The document's score as it would be with the chosen take; cheap while notes come in."""
        score, take = self._document.score, self.chosen_notes
        if self._joined.score is not score or self._joined.take is not take:
            self._joined = _Joined(score, take, 0, score)
        joined = keep(self._joined.joined, take[self._joined.count :])
        self._joined = _Joined(score, take, len(take), joined)
        return joined

    def load_model(self) -> None:
        """Load torch and the model in the background."""

        def steps() -> Iterator[object]:
            yield self._load()

        self._enter(Phase.LOADING)
        self._start(Job(steps), self._model_loaded, self._model_missing)

    def generate(self, seed: Seed, options: SamplingOptions) -> None:
        """Continue `seed`; earlier takes are dropped."""
        if not self.can_generate or self._continuer is None:
            return
        continuer = self._continuer
        self._seed, self.options = seed, options
        self.model, self.is_model_there = ModelId(continuer.card.name, continuer.sha256), True
        self._places = tuple(range(len(seed.score.tracks)))
        self._set_takes(tuple([] for _ in range(options.candidates)))
        self._is_discarded = False
        self._enter(Phase.GENERATING)
        self._start(Job(lambda: continuer.continue_from(seed, options)), self._run_succeeded, self._run_failed)

    def steer(self, options: SamplingOptions) -> None:
        """Let the run that makes takes go on as `options` say."""
        if self.makes_takes and self._continuer is not None:
            self.options = self.options.steered_to(options)
            self._continuer.steer(options)

    def cancel(self) -> None:
        """End the run early; what was made stays."""
        if self.phase is Phase.GENERATING and self._job:
            self._job.cancel()

    def hear(self, index: int) -> None:
        """Choose take `index`, if there is one."""
        if index < len(self.takes) and index != self.chosen:
            self.chosen = index
            self.takes_changed.emit()

    def keep(self) -> None:
        """Make the chosen take part of the piece, as one undo step."""
        if self.phase is not Phase.GENERATING and self.chosen_notes:
            kept = self.score_with_take()
            self._forget_takes()
            self._document.apply("Keep take", kept)

    def restore(
        self,
        takes: Sequence[Sequence[ContinuedNote]],
        seed: Seed,
        options: SamplingOptions,
        model: ModelId,
        chosen: int = 0,
        likeliest: int | None = None,
    ) -> None:
        """Let the takes of an earlier run wait again to be kept."""
        from composer.generation.registry import is_there

        self.discard()
        self._seed, self.options, self.model = seed, options, model
        self.is_model_there = not model.sha256 or is_there(model.sha256)
        self._places = tuple(range(len(seed.score.tracks)))
        self.takes, self.chosen, self.likeliest = tuple(map(list, takes)), chosen, likeliest
        if self.phase is Phase.READY:
            self._enter(Phase.AUDITIONING)
        self.takes_changed.emit()

    def discard(self) -> None:
        """Let go of every take, and end a run that is still making them."""
        self.cancel()
        self._is_discarded = True
        self._forget_takes()

    def close(self) -> None:
        """Cancel the job, if one runs, and return at once; the window is about to go."""
        if self._job:
            self._job.cancel()

    def _start(self, job: Job, succeeded: Callable[[object], None], failed: Callable[[Exception], None]) -> None:
        self._job = job
        job.arrived.connect(self._batches_arrived)
        job.succeeded.connect(succeeded)
        job.cancelled.connect(self._end_run)
        job.failed.connect(failed)
        job.start()

    @Slot(object)
    def _model_loaded(self, values: object) -> None:
        self._job = None
        [self._continuer] = cast("list[ContinuesSeeds]", values)
        self._enter(Phase.AUDITIONING if any(self.takes) else Phase.READY)

    @Slot(Exception)
    def _model_missing(self, error: Exception) -> None:
        self._job = None
        self.problem = error
        self._enter(Phase.UNAVAILABLE)
        if not isinstance(error, ComposerError):
            self.failed.emit(error)

    @Slot(list)
    def _batches_arrived(self, batches: list) -> None:
        if not self.makes_takes:
            return
        notes = list(_at_places((note for batch in batches for note in batch), self._places))
        for continued in notes:
            self.takes[continued.candidate].append(continued)
        if heard := [continued for continued in notes if continued.candidate == self.chosen]:
            self.notes_arrived.emit(heard)
        self.progressed.emit(self._bars_done())

    @Slot(object)
    def _run_succeeded(self, _: object) -> None:
        if self.makes_takes and len(self.takes) > 1:
            assert self._continuer is not None
            assert self._seed is not None
            from composer.generation.ranking import best_take  # brings in NumPy, which an empty window does without

            self.likeliest = best_take(self._seed, self.takes, self._continuer.log_likelihoods)
        self._end_run()

    @Slot(Exception)
    def _run_failed(self, error: Exception) -> None:
        self._end_run()
        self.failed.emit(error)

    @Slot()
    def _end_run(self) -> None:
        self._job = None
        if any(self.takes):
            self._enter(Phase.AUDITIONING)
            self.takes_changed.emit()
        else:
            self._forget_takes()

    def _forget_takes(self) -> None:
        self._set_takes(())
        if self.phase in (Phase.GENERATING, Phase.AUDITIONING) and self._job is None:
            self._enter(Phase.READY)

    def _set_takes(self, takes: tuple[list[ContinuedNote], ...]) -> None:
        self.takes, self.chosen, self.likeliest = takes, 0, None
        self.takes_changed.emit()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self.phase_changed.emit()

    def _bars_done(self) -> int:
        assert self._seed is not None
        meter_map = self._seed.score.meter_map
        reached = min(take[-1].note.start if take else self._seed.end for take in self.takes)
        bars = meter_map.bar_at(reached) - meter_map.bar_at(self._seed.end)
        return min(max(bars, 0), self.options.bars)

    @Slot()
    def _follow_tracks(self) -> None:
        """Let the takes go along when tracks change places; without its track a take cannot be kept."""
        before, self._score = self._score, self._document.score
        places = places_after(before, self._score)
        if not self.takes or places == tuple(range(len(places))):
            return
        self._places = tuple(None if place is None else places[place] for place in self._places)
        moved = tuple(list(_at_places(take, places)) for take in self.takes)
        if sum(map(len, moved)) < sum(map(len, self.takes)):
            self.discard()
        else:
            self.takes = moved
            self.takes_changed.emit()


def _at_places(notes: Iterable[ContinuedNote], places: Sequence[int | None]) -> Iterator[ContinuedNote]:
    """`notes` of tracks 0, 1, … in the tracks that `places` names instead; others are gone and left out."""
    for continued in notes:
        place = places[continued.track]
        if place is not None:
            yield continued if place == continued.track else replace(continued, track=place)
