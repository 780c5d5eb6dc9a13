"""Recording: what is played becomes notes and controls of a track, seen while it is played, as one undo step."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from composer.gui.document import Document
from composer.gui.generation_flow import GenerationFlow
from composer.gui.piano_roll import PianoRoll
from composer.gui.settings import Settings
from composer.gui.transport import Transport
from composer.music.notes import NO_NOTES
from composer.music.score import Note
from composer.music.tracks import add_track, places_after

if TYPE_CHECKING:  # imported when something is played: the engine's modules would delay the first paint
    from composer.playback.protocol import PlayedMessage
    from composer.playback.recorder import Recorded, Recorder, Span

_REMEMBERED = 50_000  # messages, for those who find out later that they liked what they played
_GROWING_INTERVAL = 50  # milliseconds between two looks at the keys that are down
_NO_KEYBOARD = "No MIDI keyboard is connected: connect one and press record again."
_NONE_CHOSEN = "No MIDI keyboard is chosen: choose one under Play → Sound and MIDI… and press record again."


class Recording(QObject):
    """One recording at a time, on the active track, from the playhead to the stop."""

    changed = Signal()  # it began or ended, or could not begin
    recorded = Signal(int, int)  # the ticks from the first to behind the last bar of a recording that holds notes
    troubled = Signal(str)  # a sentence for the user
    told = Signal(str)  # what was done

    def __init__(
        self,
        document: Document,
        transport: Transport,
        flow: GenerationFlow,
        roll: PianoRoll,
        settings: Settings,
        is_taken: Callable[[bytes], bool],
        parent: QObject,
    ) -> None:
        """`is_taken` tells messages that control the program, and are no music."""
        super().__init__(parent)
        self._is_taken = is_taken
        self._document, self._transport, self._flow, self._roll = document, transport, flow, roll
        self._settings = settings
        self._recorder: Recorder | None = None
        self._ended = NO_NOTES  # of the recording
        self._track: int | None = 0  # that is recorded; None when it is gone
        self._score = document.score  # as the track was last followed
        self._played: deque[PlayedMessage] = deque(maxlen=_REMEMBERED)
        self._growing = QTimer(self, interval=_GROWING_INTERVAL, singleShot=True)
        self._growing.timeout.connect(self._show_played)
        document.score_changed.connect(self._follow_track)
        transport.played.connect(self._note)
        transport.jumped.connect(self._jump)
        transport.keyboard_lost.connect(self._let_keys_go)
        transport.playhead_moved.connect(self._follow)
        transport.playing_changed.connect(self._note_playing)

    @property
    def is_on(self) -> bool:
        """Whether what is played becomes notes."""
        return self._recorder is not None

    @Slot()
    def switch(self) -> None:
        """Begin to record, after the count-in, or end it."""
        if self.is_on:
            self._transport.stop()
        elif not self._transport.keyboard:
            self.troubled.emit(_NO_KEYBOARD if self._settings.has_keyboard else _NONE_CHOSEN)
            self.changed.emit()  # the button that was pressed is lit
        else:
            self._begin()

    def end(self) -> None:
        """End the recording, if there is one, because something else comes in the place of its piece."""
        if self._recorder:
            self._finish(self._recorder)
            self._transport.stop()

    @Slot()
    def keep_played(self) -> None:
        """Make notes of what was played last, although nobody had pressed record."""
        if self.is_on:
            self.told.emit("What you play is being recorded: it is kept when the recording ends.")
            return
        from composer.playback.recorder import captured, last_phrase

        transport, tempo_map = self._transport, self._document.score.tempo_map
        recorded = captured(last_phrase(tuple(self._played)), transport.home, tempo_map, transport.loop)
        self._played.clear()
        if recorded.notes:
            self._put(recorded, self._roll.active_track, "Keep what was played")
            self.told.emit(f"Kept {_counted(len(recorded.notes))} that you had just played.")
        else:
            self.troubled.emit("Nothing was played on the MIDI keyboard since the last recording.")

    def _begin(self) -> None:
        from composer.playback.recorder import EARLY, Recorder

        transport = self._transport
        transport.stop()
        self._track = self._roll.active_track
        self._recorder = Recorder(transport.home, EARLY.step(self._document.score.ppq), transport.loop)
        self._ended = NO_NOTES
        transport.record(transport.home, self._settings.count_in_bars)
        if not transport.is_playing:
            self._recorder = None
        self.changed.emit()

    @Slot(list)
    def _note(self, played: "list[PlayedMessage]") -> None:
        music = [each for each in played if not self._is_taken(each.message)]
        self._played.extend(music)
        if self._recorder is None:
            return
        for _, tick, message in music:
            if tick is not None:
                self._recorder.add(tick, message)
        self._show_played()

    @Slot(int)
    def _jump(self, tick: int) -> None:
        if self._recorder:
            self._recorder.jump(tick)

    @Slot()
    def _let_keys_go(self) -> None:
        if self._recorder:
            self._recorder.let_keys_go()

    @Slot(int)
    def _follow(self, playhead: int) -> None:
        """Let the notes whose keys are down end where the playhead is."""
        if recorder := self._recorder:
            is_growing = recorder.has_keys_down
            recorder.loop = self._transport.loop
            recorder.follow(playhead)
            if is_growing and not self._growing.isActive():
                self._growing.start()

    @Slot()
    def _follow_track(self) -> None:
        """Let the recording go along when tracks change places."""
        before, self._score = self._score, self._document.score
        if self._recorder and self._track is not None:
            self._track = places_after(before, self._score)[self._track]

    @Slot()
    def _show_played(self) -> None:
        if recorder := self._recorder:
            self._ended = self._ended.with_added(recorder.notes[len(self._ended) :])
            if shown := self._ended.with_added(recorder.sounding):
                self._roll.show_recorded(shown)

    @Slot(bool)
    def _note_playing(self, is_playing: bool) -> None:
        if self._recorder and not is_playing and (notes := self._finish(self._recorder)):
            self._announce(notes)

    def _finish(self, recorder: "Recorder") -> list[Note]:
        """Make a step of what was recorded; its notes."""
        self._recorder = None
        recorded = recorder.end(self._transport.playhead)
        self._roll.set_take(self._flow.chosen_notes, self._flow.other_notes)
        self._played.clear()
        self.changed.emit()
        if recorded.notes or recorded.performances:
            replaced = recorder.covered if self._settings.replaces_when_recording else []
            self._put(recorded, self._track, "Record", replaced)
        return recorded.notes

    def _put(self, recorded: "Recorded", index: int | None, text: str, replaced: "Sequence[Span]" = ()) -> None:
        """Make it part of a track, in the place of what is in the spans that are `replaced`; of a new one for None."""
        from composer.music.control_edits import cleared, overdubbed, with_controls

        score = self._document.score
        if index is None:
            score, index = add_track(score), len(score.tracks)
            self.told.emit("The track that was recorded is gone: what you played is on a new one.")
        track = score.tracks[index]
        stays = [note for note in track.notes if not any(start <= note.start < end for start, end in replaced)]
        controls = track.controls
        for start, end in replaced:
            controls = cleared(controls, start, end)
        for performance in recorded.performances:
            controls = overdubbed(controls, performance)
        after = score.with_track(index, track.with_notes([*stays, *recorded.notes]))
        self._document.apply(text, with_controls(after, index, controls))

    def _announce(self, notes: Sequence[Note]) -> None:
        meter_map = self._document.score.meter_map
        first = min(note.start for note in notes)
        end = meter_map.bar_line_from(max(note.end for note in notes))
        self.recorded.emit(meter_map.bar_line_before(first), end)


def _counted(number: int) -> str:
    return f"{number:,} note" + ("" if number == 1 else "s")
