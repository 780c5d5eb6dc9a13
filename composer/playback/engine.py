"""The engine process: MIDI ports, the player's clock and the built-in synth, away from the window's work."""

import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import perf_counter, sleep
from typing import cast

from composer.fault_log import begin_log, log_path, log_uncaught
from composer.fault_report import report_of
from composer.midi.ports import Ports
from composer.midi.priority import ask_for_priority
from composer.playback import messages
from composer.playback.ensemble import Ensemble
from composer.playback.following import Following
from composer.playback.input_keeper import InputKeeper
from composer.playback.opening import OPENING_SECONDS
from composer.playback.outbox import Outbox
from composer.playback.output_keeper import NewSynth
from composer.playback.outputs import Outputs
from composer.playback.parcels import Unpacker
from composer.playback.protocol import (
    Command,
    Crashed,
    EngineEvent,
    FollowClock,
    Heartbeat,
    OpenInput,
    OpenOutput,
    Panic,
    Play,
    PlaybackStopped,
    Played,
    PlayedMessage,
    PlayheadMoved,
    Quit,
    RequestPorts,
    Seek,
    SetEarly,
    SetHorizon,
    SetInstrument,
    SetLearned,
    SetLoop,
    SetPulses,
    SetSynth,
    SetTimelines,
    Sound,
    Stop,
)
from composer.playback.synth import BuiltInSynth

PLAYHEAD_SECONDS = 0.02
HEARTBEAT_SECONDS = 0.25
_PORT_CHECK_SECONDS = 0.5
_PROBE_SECONDS = 2.0
_STUCK_SECONDS = 4.0
_OPENING = (SetTimelines, OpenOutput, OpenInput, FollowClock, SetSynth)  # what may open a device
_POLL_MARGIN = 0.02 if sys.platform == "win32" else 0.0025  # waiting for a pipe is only this precise
_SPIN_SECONDS = 0.0002  # and sleeping only this
_QUIET_GAP = 0.005  # a pause between notes that is long enough for listing the ports


class Every:
    """A thing to do about every `period` seconds."""

    def __init__(self, period: float) -> None:
        self.period = period
        self.due_at = 0.0

    def is_due(self, now: float) -> bool:
        """Whether it is time; if so, the next time is one period from now."""
        if now < self.due_at:
            return False
        self.due_at = now + self.period
        return True


class Engine:
    """Plays what it is told over `connection` until told to quit or until the other side is gone.

    `on_alive` is called about four times a second while the loop goes round, with the seconds after which something
    must be wrong if it is not called again.
    """

    def __init__(
        self,
        connection: Connection,
        ports: Ports,
        new_synth: NewSynth = BuiltInSynth,
        clock: Callable[[], float] = perf_counter,
        on_alive: Callable[[float], None] = lambda _: None,
    ) -> None:
        self._on_alive = on_alive
        self._connection = connection
        self._clock = clock
        self._outbox = Outbox(connection)
        self._ensemble = Ensemble(clock, on_stopped=self._report_stop)
        self._outputs = Outputs(self._ensemble, ports, new_synth, self._report)
        self._wake_reader, self._wake_writer = Pipe(duplex=False)
        self._input = InputKeeper(ports, self._report, self._wake)
        self._following = Following(self._ensemble, ports, self._report, self._wake, clock)
        self._unpacker = Unpacker()
        self._sources = (connection, self._wake_reader)
        self._is_woken = False
        self._instrument = SetInstrument(None)
        self._learned = SetLearned()
        self._is_running = True
        self._run = 0
        self._playhead = Every(PLAYHEAD_SECONDS)
        self._heartbeat = Every(HEARTBEAT_SECONDS)
        self._port_check = Every(_PORT_CHECK_SECONDS)
        self._probe = Every(_PROBE_SECONDS)

    def run(self) -> None:
        """Go round until the end; whatever the end is, every note is ended first."""
        try:
            while self._is_running:
                self._obey_or_wait()
                self._pass_on_what_is_played()
                self._following.turn()
                self._outputs.settle()
                self._ensemble.advance()
                self._keep_house()
        except (EOFError, ConnectionError):
            pass  # the window is gone
        except Exception as error:  # noqa: BLE001 - whatever it is, the window hears of it and starts another engine
            self._report(Crashed(report_of(error)))
        finally:
            self._ensemble.stop()
            self._input.close()
            self._following.close()
            self._outputs.close()
            self._outbox.close(timeout=0.5)

    def end(self) -> None:
        """Let `run` end soon; a signal's handler may call it, also while it is ending."""
        self._is_running = False
        self._wake()

    def _obey_or_wait(self) -> None:
        """Obey one command, or wait for the next event or duty, whichever comes first."""
        event_at = self._ensemble.next_event_at
        wake_at = min(self._heartbeat.due_at, float("inf") if event_at is None else event_at)
        if self._ensemble.is_playing:
            wake_at = min(wake_at, self._playhead.due_at)
        is_exact = wake_at == event_at and self._ensemble.needs_exact_waking
        ready = wait(self._sources, max(wake_at - self._clock() - (_POLL_MARGIN if is_exact else 0), 0))
        if self._connection in ready:
            command = self._unpacker.take(self._connection.recv())
            if command is not None:
                self._obey(cast(Command, command))
        elif not ready and is_exact:
            self._wait_exactly(wake_at)

    def _wait_exactly(self, wake_at: float) -> None:
        if (remaining := wake_at - self._clock()) > _SPIN_SECONDS:
            sleep(remaining - _SPIN_SECONDS)
        while wake_at - _SPIN_SECONDS <= self._clock() < wake_at:
            pass

    def _wake(self) -> None:
        """Let the loop go round now; called from a thread of the MIDI system."""
        if not self._is_woken:
            self._is_woken = True
            self._wake_writer.send_bytes(b"!")

    def _pass_on_what_is_played(self) -> None:
        """Let it be heard first, then tell the window."""
        if self._is_woken:
            self._wake_reader.recv_bytes()
            self._is_woken = False
        played, main = [], self._ensemble.main
        for at_seconds, message in self._input.take():
            self._following.take(self._input.wanted, at_seconds, message)
            if message[0] >= messages.SYSTEM:
                continue
            if not self._learned.takes(message):
                self._play_through(message)
            tick = main.tick_at(at_seconds) if self._ensemble.is_playing else None
            played.append(PlayedMessage(at_seconds, tick, message))
        if played:
            self._report(Played(tuple(played), self._run))

    def _play_through(self, message: bytes) -> None:
        channel, program, port = self._instrument.channel, self._instrument.program, self._instrument.port
        if channel is not None and (player := self._outputs.player_on(port)):
            player.asides.play_through(message, channel, program)

    def _obey(self, command: Command) -> None:
        if isinstance(command, _OPENING):
            self._report(Heartbeat(OPENING_SECONDS))
            self._heartbeat.due_at = 0.0  # it is soon as usual again
        ensemble, outputs = self._ensemble, self._outputs
        match command:
            case SetTimelines(timelines):
                outputs.use(timelines)
                ensemble.set_timelines(timelines)
            case Play(tick, loop, end, count_in_bars, run):
                self._run = run
                self._following.before_play(tick)
                ensemble.play(tick, loop, end, count_in_bars)
            case Stop():
                ensemble.stop()
                self._following.let_go()
            case Seek(tick, run):
                self._run = run
                ensemble.seek(tick)
                if not ensemble.is_playing:  # it has just stopped by itself, in a start that counts no more
                    self._report_stop(tick)
                self._playhead.due_at = 0
            case SetLoop(loop):
                if not self._following.is_led:
                    ensemble.set_loop(loop)
            case Panic():
                ensemble.panic()
                self._following.let_go()
            case Sound(pitch, velocity, channel, program, milliseconds, port):
                if player := outputs.player_on(port):
                    player.asides.sound(pitch, velocity, channel, program, milliseconds)
            case OpenOutput(name):
                outputs.open(name)
            case SetSynth(settings):
                outputs.adjust_synth(settings)
            case RequestPorts():
                outputs.list_ports()
            case OpenInput(name):
                ensemble.release_keyboard()
                self._input.open(name)
                self._following.share(name)
            case FollowClock(name):
                self._following.follow(name)
            case SetInstrument():
                ensemble.release_keyboard()
                self._instrument = command
            case SetLearned():
                ensemble.release_keyboard()
                self._learned = command
            case SetPulses(has_metronome, sends_clock):
                ensemble.set_pulses(has_metronome, sends_clock)
            case SetHorizon(tick):
                ensemble.set_horizon(tick)
            case SetEarly(seconds):
                outputs.set_early(seconds)
            case Quit():
                self._is_running = False

    def _keep_house(self) -> None:
        now = self._clock()
        if self._ensemble.is_playing and self._playhead.is_due(now) and self._outbox.is_empty:
            self._report(PlayheadMoved(int(self._ensemble.tick), now, self._run))
        if self._heartbeat.is_due(now):
            self._report(Heartbeat())
        event_at = self._ensemble.next_event_at
        if event_at is None or event_at - now > _QUIET_GAP or now - self._port_check.due_at > _PORT_CHECK_SECONDS:
            if not (self._ensemble.is_playing and self._outputs.are_open) and self._probe.is_due(now):
                self._outputs.probe()
            if self._port_check.is_due(now):
                self._outputs.check()
                if self._input.check(self._outputs.inputs):
                    self._ensemble.release_keyboard()
                self._following.check(self._outputs.inputs)

    def _report(self, event: EngineEvent | Heartbeat) -> None:
        self._outbox.post(event)
        if isinstance(event, Heartbeat):
            self._on_alive(_STUCK_SECONDS + event.busy_seconds)

    def _report_stop(self, tick: int) -> None:
        self._report(PlaybackStopped(tick, self._run))


def run_engine(connection: Connection) -> None:
    """The engine process's main function."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the window, which then closes the engine
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # and so is the end of the terminal
    begin_log(log_path("engine"))
    log_uncaught()
    ask_for_priority()
    with Path(os.devnull).open("w") as nowhere:

        def end_if_stuck(seconds: float) -> None:
            # A MIDI driver that never returns keeps the interpreter's lock; this timer ends the process without it.
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)

        end_if_stuck(OPENING_SECONDS)  # a busy MIDI system takes its time to answer, too
        engine = Engine(connection, Ports(), on_alive=end_if_stuck)
        signal.signal(signal.SIGTERM, lambda *_: engine.end())
        engine.run()
        faulthandler.cancel_dump_traceback_later()
