"""All outputs in use: the piece's and those of single tracks, and which ports there are to choose from."""

from collections.abc import Callable, Iterable, Mapping

from composer.midi.ports import Ports
from composer.music.score import BUILT_IN_SYNTH as BUILT_IN_SYNTH_PORT
from composer.playback.ensemble import MAIN, Ensemble
from composer.playback.opening import Run, in_background
from composer.playback.output_keeper import NewSynth, OutputKeeper
from composer.playback.player import Player
from composer.playback.protocol import BUILT_IN_SYNTH, EngineEvent, Heartbeat, PortsListed, SynthRefused
from composer.playback.synth_settings import SynthSettings


class Outputs:
    """Gives every player of the ensemble the output that it should have, for as long as that is there.

    A port that vanishes raises nothing anywhere, so `check` has to be called about twice a second.
    """

    def __init__(
        self,
        ensemble: Ensemble,
        ports: Ports,
        new_synth: NewSynth,
        report: Callable[[EngineEvent | Heartbeat], None],
        in_background: Run = in_background,
    ) -> None:
        self._ensemble, self._ports, self._new_synth, self._report = ensemble, ports, new_synth, report
        self._in_background = in_background
        self._early_seconds: Mapping[str | None, float] = {}
        self._synth_settings = SynthSettings()
        self._listed = PortsListed((), ())
        self._lost: set[str | None] = set()
        self._keepers = {MAIN: self._new_keeper(MAIN)}

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the ports to play from, as they were when last looked at."""
        return self._listed.inputs

    @property
    def are_open(self) -> bool:
        """Whether notes go everywhere that they should."""
        return all(keeper.is_open for keeper in self._keepers.values())

    def player_on(self, port: str) -> Player | None:
        """Who plays on this port of a track; None while nobody does."""
        if port in (MAIN, self._keepers[MAIN].wanted or BUILT_IN_SYNTH_PORT):
            return self._ensemble.main
        return self._ensemble.on(port)

    def open(self, name: str | None) -> None:
        """Let the piece be heard on this output from now on; OutputOpened or OutputLost is reported."""
        self._keepers[MAIN].open(name)
        self._send_early()

    def use(self, ports: Iterable[str]) -> None:
        """Have an output on each of these ports of tracks, and on no others."""
        wanted = {MAIN, *ports}
        for port in [port for port in self._keepers if port not in wanted]:
            self._keepers.pop(port).let_go()
            self._ensemble.remove(port)
        for port in sorted(wanted - self._keepers.keys()):
            self._ensemble.add(port)
            self._keepers[port] = keeper = self._new_keeper(port)
            keeper.open(
                BUILT_IN_SYNTH if port == BUILT_IN_SYNTH_PORT else port, is_urgent=not self._ensemble.is_playing
            )
        self._send_early()

    def set_early(self, seconds: Mapping[str | None, float]) -> None:
        """Send everything on the outputs of these names so much earlier than it is due."""
        self._early_seconds = seconds
        self._send_early()

    def adjust_synth(self, settings: SynthSettings) -> None:
        """Let the built-in synth sound like this, wherever it is used and will be."""
        self._synth_settings = settings
        for keeper in self._keepers.values():
            keeper.adjust_synth(settings)
        if self._synth_settings != settings:  # one has refused, and others only believe that they could
            for keeper in self._keepers.values():
                keeper.adjust_synth(self._synth_settings)

    def list_ports(self) -> None:
        """Look for ports and MIDI systems that are new, and report all there are."""
        self._ports.probe()
        self._listed = self._list(self._ports.outputs())
        self._report(self._listed)

    def settle(self) -> None:
        """Use what has been opened meanwhile; takes no time when there is nothing."""
        for keeper in self._keepers.values():
            keeper.settle()

    def check(self) -> None:
        """Compare the ports with those of the last time; report and mend what changed. Takes about 0.5 ms."""
        outputs = self._ports.outputs()
        listed = self._list(outputs)
        if listed != self._listed:
            self._listed = listed
            self._report(listed)
        for keeper in self._keepers.values():
            keeper.check(outputs)
        self._send_early()

    def probe(self) -> None:
        """Look for MIDI systems that have started since; takes some milliseconds, so not while notes are heard."""
        self._ports.probe()

    def close(self) -> None:
        """Silence and close everything."""
        for keeper in self._keepers.values():
            keeper.let_go()
        self._ports.close()

    def _new_keeper(self, port: str) -> OutputKeeper:
        player = self._ensemble.on(port)
        assert player is not None
        keeper = OutputKeeper(player, self._ports, self._new_synth, self._note, self._in_background, self._lost)
        keeper.adjust_synth(self._synth_settings)
        return keeper

    def _note(self, event: EngineEvent | Heartbeat) -> None:
        if isinstance(event, SynthRefused):
            self._synth_settings = event.kept
        self._report(event)

    def _send_early(self) -> None:
        for keeper in self._keepers.values():
            keeper.player.set_early(self._early_seconds.get(keeper.wanted, 0.0))

    def _list(self, outputs: Iterable[str]) -> PortsListed:
        return PortsListed(tuple(outputs), self._ports.backend_names, self._ports.inputs(), self._ports.hint)
