"""What the window's process and the engine process say to each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from composer.music.score import Score
from composer.playback.messages import CONTROL_CHANGE
from composer.playback.synth_settings import SynthSettings

if TYPE_CHECKING:
    from composer.playback.scheduler import Timeline

Loop = tuple[int, int]  # ticks, half-open

BUILT_IN_SYNTH = None  # the output name that stands for the built-in FluidSynth


@dataclass(frozen=True, slots=True)
class SetTimelines:
    """Play these from now on, each on its port, "" being the piece's output."""

    timelines: "Mapping[str, Timeline]"


@dataclass(frozen=True, slots=True)
class SetScore:
    """Play this from now on; crosses the pipe as `SetTimelines`."""

    score: Score
    output: str = ""  # which port the piece's output is: tracks that name it are played with the others

    def __reduce__(self) -> tuple:  # pickled, and so flattened, by the thread that sends: the window does not wait
        from composer.playback.scheduler import timelines_of  # brings numpy, for which the window would wait

        return SetTimelines, (timelines_of(self.score, self.output),)


@dataclass(frozen=True, slots=True)
class Play:
    """Play from `tick`."""

    tick: int
    loop: Loop | None = None
    end: int | None = None
    count_in_bars: int = 0
    run: int = 0  # which start this is, counted by the client


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop playing."""


@dataclass(frozen=True, slots=True)
class Seek:
    """Put the playhead at `tick`."""

    tick: int
    run: int = 0  # what is played from there counts as another start


@dataclass(frozen=True, slots=True)
class SetLoop:
    """Loop over these ticks, or over none."""

    loop: Loop | None


@dataclass(frozen=True, slots=True)
class Panic:
    """Stop, and end every note on every channel."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Let one note be heard for a while."""

    pitch: int
    velocity: int
    channel: int
    program: int
    milliseconds: int
    port: str = ""  # of a track; empty: the piece's output


@dataclass(frozen=True, slots=True)
class RequestPorts:
    """Say which ports there are."""


@dataclass(frozen=True, slots=True)
class OpenOutput:
    """Play on this port, by its visible name, or on the built-in synth."""

    name: str | None


@dataclass(frozen=True, slots=True)
class OpenInput:
    """Listen to this port, by its visible name, or to none."""

    name: str | None


@dataclass(frozen=True, slots=True)
class SetInstrument:
    """What is played from the input is heard on this channel; without one it is not heard."""

    channel: int | None
    program: int = 0
    port: str = ""  # of a track; empty: the piece's output


@dataclass(frozen=True, slots=True)
class SetLearned:
    """What the input says with these controllers is for the window, and is not heard."""

    controllers: frozenset[tuple[int, int]] = frozenset()  # (channel, number)
    is_learning: bool = False  # then the next controller to be touched is, whichever that will be

    def takes(self, message: bytes) -> bool:
        """Whether a message is for the window."""
        is_control = message[0] & 0xF0 == CONTROL_CHANGE
        return is_control and (self.is_learning or (message[0] & 0x0F, message[1]) in self.controllers)


@dataclass(frozen=True, slots=True)
class SetPulses:
    """Click on every beat, and send MIDI clock, or not."""

    has_metronome: bool
    sends_clock: bool


@dataclass(frozen=True, slots=True)
class SetHorizon:
    """Play up to this tick and wait there, because what follows is still being made; None: all is there."""

    tick: int | None


@dataclass(frozen=True, slots=True)
class SetEarly:
    """Send everything so much earlier than it is due, later if negative."""

    seconds: Mapping[str | None, float]  # by the output's name; others are on time


@dataclass(frozen=True, slots=True)
class FollowClock:
    """Start, stop and go as the MIDI clock from this port says, by its visible name, or as none."""

    name: str | None


@dataclass(frozen=True, slots=True)
class SetSynth:
    """Let the built-in synth sound like this; SynthRefused answers if it cannot."""

    settings: SynthSettings


@dataclass(frozen=True, slots=True)
class Quit:
    """End every note and the process."""


# Holds until another of its kind comes.
Setting = OpenInput | SetInstrument | SetLearned | SetPulses | SetHorizon | SetEarly | FollowClock | SetSynth

Command = (
    SetTimelines | SetScore | Play | Stop | Seek | SetLoop | Panic | Sound | RequestPorts | OpenOutput | Setting | Quit
)


@dataclass(frozen=True, slots=True)
class PlayheadMoved:
    """The playhead is at `tick`; sent about fifty times a second while playing."""

    tick: int
    at_seconds: float  # `time.perf_counter()`, which all processes of a machine share
    run: int = 0  # which start it belongs to, playing may have begun again since; 0 before the first


@dataclass(frozen=True, slots=True)
class PlaybackStarted:
    """Playing begins at `tick` because the clock that is followed said so."""

    tick: int


@dataclass(frozen=True, slots=True)
class PlaybackStopped:
    """Playing ended at `tick`, by itself or because it was asked to."""

    tick: int
    run: int = 0  # which start it belonged to: playing may have begun again since


@dataclass(frozen=True, slots=True)
class PortsListed:
    """The ports there are now; sent when asked for and whenever they change."""

    names: tuple[str, ...]  # of the outputs
    backends: tuple[str, ...]  # the MIDI systems that run here, for example ("ALSA", "JACK")
    inputs: tuple[str, ...] = ()  # the names of those
    hint: str = ""  # a sentence about what would make them better; empty when nothing would


@dataclass(frozen=True, slots=True)
class OutputOpened:
    """Notes go to this port (None: the built-in synth), chosen just now or come back."""

    name: str | None


@dataclass(frozen=True, slots=True)
class OutputLost:
    """Notes are not heard; `message` says why and what to do. The output is opened again when it comes back."""

    name: str | None
    message: str


@dataclass(frozen=True, slots=True)
class SynthRefused:
    """The built-in synth cannot sound as it was to; `message` says why, and it sounds like `kept` instead."""

    message: str
    kept: SynthSettings


@dataclass(frozen=True, slots=True)
class InputOpened:
    """What is played on this port is heard and reported (None: there is no input)."""

    name: str | None


@dataclass(frozen=True, slots=True)
class InputLost:
    """Nothing can be played; `message` says why and what to do. The input is opened again when it comes back."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class ClockHeard:
    """What the MIDI clock does that is to be followed; sent when it changes."""

    bpm: float | None  # to a tenth; None: it does not tick
    is_leading: bool = False  # the piece goes with it
    message: str = ""  # why it is followed no longer, and what to do


class PlayedMessage(NamedTuple):
    """One message from the input."""

    at_seconds: float  # `time.perf_counter()`
    tick: float | None  # what the score had come to, if it was being played; in a count-in before the start
    message: bytes


@dataclass(frozen=True, slots=True)
class Played:
    """What somebody has just played on the input."""

    messages: tuple[PlayedMessage, ...]
    run: int = 0  # which start their ticks belong to; 0 before the first


@dataclass(frozen=True, slots=True)
class Fault:
    """There is no sound until another event tells of some; `message` says why, for a person."""

    message: str


@dataclass(frozen=True, slots=True)
class Crashed:
    """The engine made a mistake and ends; EngineRestarted follows."""

    report: str  # for the program's authors, without private data


@dataclass(frozen=True, slots=True)
class EngineRestarted:
    """The engine had stopped answering and was replaced; output, score and playing were restored.

    After a Fault: there is an engine again, which does not play on.
    """


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The engine's loop goes round. Only the client sees it."""

    busy_seconds: float = 0.0  # how much longer than usual the next one may take


EngineEvent = (
    PlayheadMoved
    | PlaybackStarted
    | PlaybackStopped
    | PortsListed
    | OutputOpened
    | OutputLost
    | SynthRefused
    | InputOpened
    | InputLost
    | ClockHeard
    | Played
    | Fault
    | Crashed
    | EngineRestarted
)
