"""The audition: how a run is shown in the panels and the roll, and how its notes are heard while they are made."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from composer.generation.options import SamplingOptions
from composer.gui.document import Document
from composer.gui.generate_panel import GeneratePanel
from composer.gui.generation_flow import GenerationFlow, Phase
from composer.gui.piano_roll import PianoRoll
from composer.gui.seed_editor import SeedEditor
from composer.gui.takes_panel import TakesPanel
from composer.gui.transport import Transport
from composer.music.errors import ComposerError, SeedError
from composer.music.take import ContinuedNote

_LOADING = "Loading the model…"


class Audition(QObject):
    """Connects the flow with everything that shows it or sounds it. Owns none of them."""

    troubled = Signal(str)  # a sentence for the user
    settled = Signal(str)  # a sentence of before that is not true any more
    failed = Signal(Exception)  # a run

    def __init__(
        self,
        document: Document,
        flow: GenerationFlow,
        roll: PianoRoll,
        transport: Transport,
        seed_editor: SeedEditor,
        panel: GeneratePanel,
        takes: TakesPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._flow, self._roll, self._transport = document, flow, roll, transport
        self._seed_editor, self._panel, self._takes = seed_editor, panel, takes
        self._may_start_playing = False
        self._is_awaited = False  # the model, by somebody who wants to generate
        self._seed_trouble = ""  # what has been said about a seed without notes
        seed_editor.band_changed.connect(self._look_at_seed)
        panel.generate_requested.connect(self.generate)
        panel.cancel_requested.connect(flow.cancel)
        panel.options_changed.connect(self._steer)
        takes.take_requested.connect(self.hear)
        takes.keep_requested.connect(flow.keep)
        takes.discard_requested.connect(flow.discard)
        takes.roll_again_requested.connect(self.roll_again)
        flow.phase_changed.connect(self._show_phase)
        flow.notes_arrived.connect(self._show_notes)
        flow.progressed.connect(self._show_progress)
        flow.takes_changed.connect(self._show_takes)
        flow.failed.connect(self.failed)
        document.score_changed.connect(self._send_score)
        document.begun.connect(self._forget_wish)

    def begin(self, options: SamplingOptions, plays_while_generating: bool) -> None:
        """Show the first settings; their style is chosen once the model is there."""
        self._panel.set_options(options, plays_while_generating)
        self._panel.roll_dice()
        self._show_phase()
        self._show_takes()
        self._send_score()

    @Slot()
    def generate(self) -> None:
        """Continue the seed with the panel's settings; while the model is being loaded, as soon as it is there."""
        is_loading = self._flow.phase is Phase.LOADING
        if self._flow.phase is Phase.GENERATING:
            return
        if not self._flow.can_generate and not is_loading:
            self.troubled.emit(self._panel.status)
            return
        try:
            seed, options = self._seed_editor.seed(), self._panel.options
        except SeedError:
            words = self._seed_editor.words
            self._seed_trouble = f"Nothing to continue: {words[0].lower()}{words[1:]}"
            self.troubled.emit(self._seed_trouble)
            return
        except ComposerError as error:
            self.troubled.emit(str(error))
            return
        if is_loading:
            self._is_awaited = True
            self._show_phase()
            return
        self._may_start_playing = self._panel.plays_while_generating
        self._transport.stop()
        self._flow.generate(seed, options)
        meter_map = seed.score.meter_map
        self._roll.scroll_to(meter_map.bar_start(meter_map.bar_at(seed.end) + options.bars))
        self._roll.scroll_to(seed.end)

    @Slot()
    def _look_at_seed(self) -> None:
        """Take back what was said about a seed without notes, once it has some."""
        if not self._seed_trouble:
            return
        try:
            self._seed_editor.seed()
        except SeedError:
            return
        self.settled.emit(self._seed_trouble)
        self._seed_trouble = ""

    @Slot()
    def roll_again(self) -> None:
        """Continue the seed with another random seed."""
        if self._flow.can_generate:
            self._panel.roll_dice()
            self.generate()

    @Slot(int)
    def hear(self, index: int) -> None:
        """Go on with take `index` where another one plays; while nothing plays, begin with it."""
        flow = self._flow
        flow.hear(index)
        if index == flow.chosen and flow.phase is Phase.AUDITIONING and not self._transport.is_playing:
            notes = flow.chosen_notes
            self._roll.scroll_to(flow.seed_end, notes[0].note.pitch if notes else None)
            self.play_continuation()

    @Slot()
    def play_continuation(self) -> None:
        """Play the chosen take without what comes before it."""
        if notes := self._flow.chosen_notes:
            self._transport.play(self._flow.seed_end, max(continued.note.end for continued in notes))
        else:
            self.troubled.emit("There is no continuation to play yet: generate one first.")

    @Slot()
    def _steer(self) -> None:
        if self._flow.phase is Phase.GENERATING:
            self._flow.steer(self._panel.sound_options)

    @Slot()
    def _show_phase(self) -> None:
        flow, panel = self._flow, self._panel
        match flow.phase:
            case Phase.LOADING:
                words = "Loading the model, which then continues your seed…" if self._is_awaited else _LOADING
                panel.show_waiting(words, can_generate=not self._is_awaited)
            case Phase.UNAVAILABLE:
                panel.show_waiting(_why_unavailable(flow.problem), can_generate=False)
            case Phase.READY | Phase.AUDITIONING:
                panel.set_styles(flow.styles)
                panel.show_waiting("Ready", can_generate=True)
                if self._is_awaited:
                    self._is_awaited = False
                    QTimer.singleShot(0, self, self.generate)  # when everybody knows that the model is there
            case Phase.GENERATING:
                panel.show_generating(0, flow.options.bars)
        self._show_take_list()
        self._send_score()

    @Slot()
    def _forget_wish(self) -> None:
        """Another piece is there: nobody has asked for its continuation."""
        if self._is_awaited:
            self._is_awaited = False
            self._show_phase()

    @Slot(int)
    def _show_progress(self, bars_done: int) -> None:
        if self._flow.phase is Phase.GENERATING:
            self._panel.show_generating(bars_done, self._flow.options.bars)

    @Slot(list)
    def _show_notes(self, notes: list[ContinuedNote]) -> None:
        self._roll.append_take(notes)
        self._send_score()
        if self._may_start_playing:
            self._may_start_playing = False
            self._transport.play(self._flow.seed_end)

    @Slot()
    def _show_takes(self) -> None:
        self._roll.set_take(self._flow.chosen_notes, self._flow.other_notes)
        self._show_take_list()
        self._send_score()

    def _show_take_list(self) -> None:
        flow = self._flow
        counts = [len(take) for take in flow.takes]
        lost = "" if flow.is_model_there else flow.model.name
        self._takes.show_takes(counts, flow.chosen, flow.likeliest, flow.makes_takes, lost)

    @Slot()
    def _send_score(self) -> None:
        self._transport.show_score(self._flow.score_with_take(), self._whole_until())

    def _whole_until(self) -> int | None:
        """The bar line up to which the chosen take is whole; None when no run is making it."""
        seed, notes = self._flow.seed, self._flow.chosen_notes
        if seed is None or not self._flow.makes_takes:
            return None
        bars = seed.score.meter_map
        return max(bars.bar_start(bars.bar_at(notes[-1].note.start)), seed.end) if notes else seed.end


def _why_unavailable(problem: Exception | None) -> str:
    reason = str(problem) if isinstance(problem, ComposerError) else "The model could not be loaded."
    return f"{reason} Everything else works."
