"""The transport: what plays, from where, on which port. The window's end of the engine."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from composer.gui.errors import ForeignFault
from composer.music.score import BUILT_IN_SYNTH, Score, Track

if TYPE_CHECKING:  # imported late: the engine's modules would delay the first paint
    from composer.playback.client import EngineClient
    from composer.playback.protocol import ClockHeard, Setting

POLL_INTERVAL = 15  # milliseconds
START_PATIENCE = 2000  # milliseconds until an engine that says nothing counts as started
SCORE_INTERVAL = 60  # milliseconds between two scores sent while notes stream in
_ENDLESS = 1 << 40  # a tick that no recording comes to


class Transport(QObject):
    """Plays the score it was shown last. After a stop the playhead returns to where the user had put it."""

    started = Signal()  # the engine runs, or takes too long to wait for
    playhead_moved = Signal(int)  # tick
    jumped = Signal(int)  # tick; the playhead was moved while playing
    playing_changed = Signal(bool)
    loop_changed = Signal()
    outputs_changed = Signal()  # ports came or went, or another one is used
    failed = Signal(Exception)  # the engine made a mistake
    troubled = Signal(str)  # a sentence for the user
    recovered = Signal(str)  # a sentence too: what troubled is over
    synth_refused = Signal(str, object)  # why the built-in synth cannot sound as wished, and how it sounds instead
    played = Signal(list)  # PlayedMessages from the keyboard that is listened to
    keyboard_lost = Signal()  # which keys come up there is not told any more
    clock_heard = Signal()  # the clock that is to be followed does something else

    def __init__(self, new_engine: Callable[[], "EngineClient"], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._new_engine = new_engine
        self._client: EngineClient | None = None
        self._score = Score()
        self._horizon: int | None = None  # tick
        self._home = 0  # tick: where the user put the playhead
        self.playhead = 0  # tick
        self.is_playing = False
        self._is_passage = False  # what plays ends where it was asked to, whatever loops
        self.is_looping = False
        self.loop_range: tuple[int, int] | None = None  # ticks; None: the whole piece
        self.ports: tuple[str, ...] = ()
        self.inputs: tuple[str, ...] = ()
        self.ports_hint = ""  # what would make the ports better; empty when nothing would
        self.keyboard: str | None = None  # the port that is listened to, be it there or not; None: none
        self.output: str | None = None  # the wanted port; None: the built-in synth
        self.lost_output = ""  # why the wanted output cannot be heard; empty when it can
        self.lost_ports: dict[str, str] = {}  # why ports of tracks cannot be heard, by their names
        self.clock: ClockHeard | None = None  # what the clock does that is to be followed; None: nothing is known
        self._is_engine_off = False  # it failed too often and is tried again later; another output is a new start
        self._poll = QTimer(self, interval=POLL_INTERVAL)
        self._poll.timeout.connect(self._drain)
        self._start_timer = QTimer(self, interval=START_PATIENCE, singleShot=True)
        self._start_timer.timeout.connect(self.started)
        self._score_timer = QTimer(self, interval=SCORE_INTERVAL, singleShot=True)
        self._score_timer.timeout.connect(self._send_score)

    @property
    def home(self) -> int:
        """The tick where the user put the playhead, and to which it returns."""
        return self._home

    @property
    def loop(self) -> tuple[int, int] | None:
        """The ticks that repeat, or None when nothing does."""
        if not self.is_looping:
            return None
        if self.loop_range:
            return self.loop_range
        end = self._score.meter_map.bar_line_from(self._score.end)
        return (0, end) if end else None

    def open(self, output: str | None, opens_output: bool = True) -> None:
        """Start the engine, perhaps with this output; what is asked for before is heard then."""
        if opens_output:
            self.use_output(output)
        self._send_score()
        self._engine.start()
        self._start_timer.start()
        self._poll.start()
        self._engine.request_ports()

    def close(self) -> None:
        """Silence everything and end the engine."""
        self._start_timer.stop()
        self._poll.stop()
        self._score_timer.stop()
        if self._client is not None:
            self._client.close()

    def show_score(self, score: Score, horizon: int | None = None) -> None:
        """Play `score` from now on, also in the middle of playing; sent at most every `SCORE_INTERVAL`.

        What follows tick `horizon`, if one is given, is still being made: the playhead waits there for the next score.
        """
        self._score, self._horizon = score, horizon
        if self._client is not None and not self._score_timer.isActive():
            self._score_timer.start()

    def play(self, start: int | None = None, end: int | None = None) -> None:
        """Play from tick `start` (else the playhead) to tick `end` (else to the last note, or round the loop)."""
        start = self._home if start is None else start
        self._begin(start if start < self._score.end else 0, None if end is not None else self.loop, end)

    def record(self, start: int, count_in_bars: int) -> None:
        """Play from tick `start` after a count-in, round the loop or until `stop`, even past the last note."""
        self._begin(start, self.loop, _ENDLESS, count_in_bars)

    @Slot()
    def stop(self) -> None:
        """Stop; the playhead returns."""
        self._engine.stop()
        self._ended()

    @Slot()
    def toggle(self) -> None:
        """Play or stop."""
        self.stop() if self.is_playing else self.play()

    @Slot(int)
    def seek(self, tick: int) -> None:
        """Move the playhead, also while playing."""
        self._home = tick
        if self.is_playing:
            self._engine.seek(tick)
            self.jumped.emit(tick)
        self._move_playhead(tick)

    @Slot()
    def to_start(self) -> None:
        """Move the playhead to the first tick."""
        self.seek(0)

    @Slot(int, int)
    def set_loop_range(self, start: int, end: int) -> None:
        """Repeat these ticks; an empty range means the whole piece."""
        self.loop_range = (start, end) if end > start else None
        self.set_looping(self.loop_range is not None)

    @Slot(bool)
    def set_looping(self, is_looping: bool) -> None:
        """Repeat the loop range, or play on."""
        self.is_looping = is_looping
        self._send_loop()
        self.loop_changed.emit()

    @Slot()
    def panic(self) -> None:
        """Stop, and end every note on every channel."""
        self._engine.panic()
        self._ended()

    def sound(self, pitch: int, velocity: int, track: Track) -> None:
        """Let one edited note be heard as `track` sounds."""
        self._engine.sound(pitch, velocity, track.channel, track.program, port=track.port)

    @Slot()
    def test_note(self) -> None:
        """Let a note be heard on the output."""
        self._engine.test_note()

    @Slot()
    def refresh_ports(self) -> None:
        """Ask which ports there are now."""
        self._engine.request_ports()

    def hold_to(self, setting: "Setting") -> None:
        """Let the engine hold to this from now on."""
        self._engine.set(setting)

    def use_output(self, name: str | None) -> None:
        """Play on the port called `name`; None is the built-in synth."""
        self.output = name
        self.lost_output, self._is_engine_off = self.lost_ports.pop(name or BUILT_IN_SYNTH, ""), False
        self._engine.open_output(name)
        self.outputs_changed.emit()

    @property
    def _engine(self) -> "EngineClient":
        if self._client is None:  # nobody waits for it before it is wanted; not started, it remembers what is asked
            self._client = self._new_engine()
        return self._client

    @Slot()
    def _send_score(self) -> None:
        self._score_timer.stop()
        from composer.playback.protocol import SetHorizon  # by now there is an engine, which has brought it in

        self._engine.set_score(self._score)
        self._engine.set(SetHorizon(self._horizon))
        if self.is_looping and not self.loop_range:
            self._send_loop()

    def _begin(self, start: int, loop: tuple[int, int] | None, end: int | None, count_in_bars: int = 0) -> None:
        if self._is_engine_off:
            self.troubled.emit(self.lost_output)
            return
        self._send_score()
        self._is_passage = end is not None and end < _ENDLESS
        self._engine.play(start, loop, end, count_in_bars=count_in_bars)
        self._move_playhead(start)
        self._set_playing(True)

    def _send_loop(self) -> None:
        if not (self.is_playing and self._is_passage):
            self._engine.set_loop(self.loop)

    @Slot()
    def _drain(self) -> None:
        from composer.playback import protocol

        events = self._engine.poll()
        if events and self._start_timer.isActive():
            self._start_timer.stop()
            self.started.emit()
        for event in events:
            if isinstance(event, protocol.Fault | protocol.EngineRestarted):
                self.clock = None  # nobody hears it, or somebody who has yet to
                self.clock_heard.emit()
                self.keyboard_lost.emit()
            match event:
                case protocol.PlayheadMoved(tick=tick):
                    if self.is_playing:
                        self._move_playhead(tick)
                case protocol.PlaybackStarted(tick=tick):
                    self._is_passage = False
                    self._move_playhead(tick)
                    self._set_playing(True)
                case protocol.PlaybackStopped(run=run):
                    if run == self._engine.run:  # else playing has begun again since
                        self._ended()
                case protocol.PortsListed(names=names, inputs=inputs, hint=hint):
                    self.ports, self.inputs, self.ports_hint = tuple(names), tuple(inputs), hint
                    self.outputs_changed.emit()
                case protocol.OutputOpened(name=name):
                    self._note_found(name)
                case protocol.SynthRefused(message=message, kept=kept):
                    self.synth_refused.emit(message, kept)
                    self.troubled.emit(message)
                case protocol.Played(messages=messages):
                    self.played.emit(list(messages))
                case protocol.InputLost(name=name, message=message):
                    if name == self.keyboard:
                        self.keyboard_lost.emit()
                    self.troubled.emit(message)
                case protocol.OutputLost(name=name, message=message):
                    self._note_lost(name, message)
                case protocol.ClockHeard(message=message):
                    self.clock = event
                    self.clock_heard.emit()
                    if message:
                        self.troubled.emit(message)
                case protocol.Fault(message=message):
                    self.lost_output, self._is_engine_off = message, True
                    self._ended()
                    self.outputs_changed.emit()
                    self.troubled.emit(message)
                case protocol.Crashed(report=report):
                    self.failed.emit(ForeignFault(report))
                case protocol.EngineRestarted() if self._is_engine_off:
                    self.lost_output, self._is_engine_off = "", False
                    self.outputs_changed.emit()
                    self.recovered.emit("The sound engine works again.")
                case protocol.EngineRestarted():
                    self.troubled.emit("The sound engine had stopped answering and was started again.")

    def _note_lost(self, name: str | None, message: str) -> None:
        if name == self.output:
            self.lost_output = message
        else:
            self.lost_ports[name or BUILT_IN_SYNTH] = message
        self.outputs_changed.emit()
        self.troubled.emit(message)

    def _note_found(self, name: str | None) -> None:
        if name == self.output:
            was_lost, self.lost_output = bool(self.lost_output), ""
        else:
            was_lost = bool(self.lost_ports.pop(name or BUILT_IN_SYNTH, ""))
        if was_lost:
            self.recovered.emit(f"{name or 'The built-in synth'} can be heard again.")
        self.outputs_changed.emit()

    def _ended(self) -> None:
        if self.is_playing:
            self._set_playing(False)
            self._move_playhead(self._home)

    def _move_playhead(self, tick: int) -> None:
        self.playhead = tick
        self.playhead_moved.emit(tick)

    def _set_playing(self, is_playing: bool) -> None:
        if is_playing != self.is_playing:
            self.is_playing = is_playing
            self.playing_changed.emit(is_playing)
