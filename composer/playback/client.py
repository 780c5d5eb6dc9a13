"""The window's proxy of the engine: commands that return at once, events by polling, a new engine for a dead one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from time import perf_counter

from composer.music.score import BUILT_IN_SYNTH, Score
from composer.playback.process import EngineProcess
from composer.playback.protocol import (
    Command,
    Crashed,
    EngineEvent,
    EngineRestarted,
    Fault,
    Heartbeat,
    Loop,
    OpenOutput,
    OutputLost,
    OutputOpened,
    Panic,
    Play,
    PlaybackStarted,
    PlaybackStopped,
    Played,
    PlayheadMoved,
    Quit,
    RequestPorts,
    Seek,
    SetLoop,
    SetScore,
    SetSynth,
    Setting,
    Sound,
    Stop,
    SynthRefused,
)
from composer.playback.revival import Revival

START_SECONDS = 30.0  # a busy machine may take this long to start a process; one that hangs ends itself sooner
SILENCE_SECONDS = 1.5  # listened to between two heartbeats; leaving a dead JACK server keeps RtMidi busy for 1.0
_ATTENTION_SECONDS = 0.1  # from one poll to the next that count as waiting for the engine, at most

_GIVEN_UP = (
    "The sound engine failed again and again and was switched off. It is tried again now and then; choose an output to "
    "try at once. Everything but sound still works."
)

TEST_PITCHES = (60, 64, 67, 72)


class EngineClient:
    """Plays scores on the chosen output, through a process of its own.

    No call waits. `poll` returns what has happened and has to be called every 20 ms or so: it is also what notices an
    engine that has died or hangs, and replaces it.
    """

    def __init__(
        self,
        launch: Callable[[], EngineProcess] = EngineProcess,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._launch = launch
        self._clock = clock
        self._engine: EngineProcess | None = None
        self._silencer: EngineProcess | None = None  # that ends what the last engine left sounding, and itself
        # Seconds for which somebody has listened. A window that is held up has not, and most likely the engine could
        # not speak then either: the machine slept, or other programs had its processors.
        self._listened = 0.0
        self._patience_ends = 0.0  # when so long was listened, an engine that says nothing counts as dead
        self._polled_at = clock()
        self._revival = Revival(clock)
        self._output: OpenOutput | None = None
        self._score: SetScore | None = None
        self._settings: dict[type, Setting] = {}  # the last of each kind
        self._playing: Play | None = None  # what would have to be asked for to be where we are
        self._run = 0

    @property
    def engine_pid(self) -> int | None:
        """The engine's process id, for those who watch processes; None while there is no engine."""
        return self._engine.pid if self._engine else None

    @property
    def run(self) -> int:
        """The number of the last `play`, which its PlaybackStopped bears too."""
        return self._run

    def start(self) -> None:
        """Start the engine; what was asked for before is done then."""
        if self._engine is None:
            self._launch_engine((self._output, self._score))

    def close(self) -> None:
        """Silence everything and end the engine; takes 0.2 seconds, two at most."""
        for engine in (self._silencer, self._engine):
            if engine is not None:
                engine.close()
        self._silencer, self._engine = None, None
        self._revival.begin_anew()

    def request_ports(self) -> None:
        """Ask for `PortsListed`."""
        self._post(RequestPorts())

    def open_output(self, name: str | None) -> None:
        """Play on this port, by its visible name; None is the built-in synth. OutputOpened or OutputLost answers."""
        self._output = OpenOutput(name)
        if self._revival.is_given_up:
            self._revival.begin_anew()
            if self._engine is None:
                self._launch_engine(self._silencing())
                return
        self._post(self._output)
        if self._score is not None and self._has_other_outputs:
            self.set_score(self._score.score)

    def set(self, setting: Setting) -> None:
        """Hold to this from now on, also in an engine that replaces this one."""
        if self._settings.get(type(setting)) != setting:
            self._settings[type(setting)] = setting
            self._post(setting)

    def set_score(self, score: Score) -> None:
        """Play this score from now on, also while playing."""
        before = self._score
        if before is None or before.score is not score or before.output != self._output_port:
            self._score = SetScore(score, self._output_port)
            self._post(self._score)

    def play(self, tick: int, loop: Loop | None = None, end: int | None = None, count_in_bars: int = 0) -> None:
        """Play from `tick` to `end` (the last note if left out), round `loop` once the playhead is in it.

        `count_in_bars` bars of clicks come before.
        """
        self._run += 1
        self._playing = Play(tick, loop, end, count_in_bars, self._run)
        self._post(self._playing)

    def stop(self) -> None:
        """Stop playing; every note ends. Answered by PlaybackStopped if it was playing."""
        self._playing = None
        self._post(Stop())

    def seek(self, tick: int) -> None:
        """Put the playhead at `tick`."""
        if self._playing is not None:
            self._run += 1  # what is still on its way belongs to where the playhead was
            self._playing = replace(self._playing, tick=tick, run=self._run)
        self._post(Seek(tick, self._run))

    def set_loop(self, loop: Loop | None) -> None:
        """Loop over these ticks (half-open) from now on, or over none."""
        if self._playing is not None:
            self._playing = replace(self._playing, loop=loop)
        self._post(SetLoop(loop))

    def panic(self) -> None:
        """Stop, and end every note on every channel."""
        self._playing = None
        self._post(Panic())

    def sound(
        self,
        pitch: int,
        velocity: int = 80,
        channel: int = 0,
        program: int = 0,
        milliseconds: int = 250,
        port: str = "",
    ) -> None:
        """Let one note be heard on a track's port; the engine ends it."""
        self._post(Sound(pitch, velocity, channel, program, milliseconds, port))

    def test_note(self) -> None:
        """Let a chord be heard, to find out whether the output works."""
        for pitch in TEST_PITCHES:
            self.sound(pitch, velocity=90, milliseconds=600)

    def poll(self) -> list[EngineEvent]:
        """What has happened since the last time, in order."""
        if self._engine is None:
            self._follow_silencer()
            if self._revival.is_trial_due:
                self._playing = None  # what no engine was there for is not played by surprise
                self._launch_engine(self._silencing())
            return []
        now, polled_at = self._clock(), self._polled_at
        self._polled_at = now
        self._listened += min(now - polled_at, _ATTENTION_SECONDS)
        events = [event for message in self._engine.drain() for event in self._note(message)]
        if self._engine.is_gone or self._listened > self._patience_ends:
            events += self._replace_engine()
        return events

    @property
    def _has_other_outputs(self) -> bool:
        """Whether some tracks are played on ports of their own."""
        return self._score is not None and any(track.port for track in self._score.score.tracks)

    @property
    def _output_port(self) -> str:
        """What tracks that are played on the piece's output call it."""
        name = self._output.name if self._output else None
        return BUILT_IN_SYNTH if name is None else name

    def _note(self, message: EngineEvent | Heartbeat) -> Iterator[EngineEvent]:
        """Remember what a new engine would have to know; heartbeats stay here, and so do ticks of earlier runs."""
        if self._revival.is_given_up and self._shows_that_it_works(message):
            self._revival.succeed()
            yield EngineRestarted()
        match message:
            case Heartbeat(busy_seconds):
                self._patience_ends = self._listened + busy_seconds + SILENCE_SECONDS
                return
            case PlayheadMoved(run=run) if 0 < run < self._run:
                return
            case PlayheadMoved(tick) if self._playing is not None:
                self._playing = replace(self._playing, tick=tick, count_in_bars=0)
            case Played(messages, run) if 0 < run < self._run:
                message = Played(tuple(each._replace(tick=None) for each in messages), self._run)
            case PlaybackStarted(tick):
                self._playing = Play(tick, run=self._run)
            case PlaybackStopped(tick, run=0) if self._run:  # the clock's, in a new engine
                self._playing, message = None, PlaybackStopped(tick, self._run)
            case PlaybackStopped(run=run) if run == self._run:
                self._playing = None
            case Crashed() if self._revival.is_given_up:
                return  # it has been told
            case SynthRefused(kept=kept):
                self._settings[SetSynth] = SetSynth(kept)
        yield message

    def _shows_that_it_works(self, message: EngineEvent | Heartbeat) -> bool:
        """Whether an engine on trial has come farther than to where a driver may kill it: opening the output."""
        return self._output is None or isinstance(message, OutputOpened | OutputLost)

    def _replace_engine(self) -> list[EngineEvent]:
        assert self._engine is not None
        self._engine.kill()
        was_given_up = self._revival.is_given_up
        if self._revival.follows_at_once():
            self._launch_engine(self._silencing())
            return [EngineRestarted()]
        self._engine, self._playing = None, None
        self._silence_ports()
        return [] if was_given_up else [Fault(_GIVEN_UP)]

    def _launch_engine(self, opening: Iterable[Command | None]) -> None:
        """Start an engine that does what the last one did, after the commands of `opening`."""
        self._end_silencer()
        self._engine = self._launch()
        self._patience_ends = self._listened + START_SECONDS
        for command in (*self._settings.values(), *opening, self._playing):
            if command is not None:
                self._engine.post(command)

    def _silencing(self) -> Iterator[Command]:
        """What opens every output, and ends there what an engine that was killed could not end."""
        if self._output is not None:
            yield self._output
        yield Panic()  # at once, whatever sounds
        if self._score is not None:
            self._score = replace(self._score, output=self._output_port)
            yield self._score
            yield Panic()  # its notes one by one, for synths that did not heed it, and those on ports of tracks

    def _silence_ports(self) -> None:
        """Let one more engine end what sounds, and then itself: synths at ports do not know that nobody plays them.

        Nobody waits for it or replaces it. The built-in synth has ended with its engine.
        """
        if self._output_port == BUILT_IN_SYNTH and not self._has_other_outputs:
            return
        self._silencer = self._launch()
        for command in (*self._silencing(), Quit()):
            self._silencer.post(command)

    def _follow_silencer(self) -> None:
        if self._silencer is not None:
            self._silencer.drain()
            if self._silencer.is_gone:
                self._end_silencer()

    def _end_silencer(self) -> None:
        if self._silencer is not None:
            self._silencer.kill()
            self._silencer = None

    def _post(self, command: Command) -> None:
        if self._engine is not None:
            self._engine.post(command)
