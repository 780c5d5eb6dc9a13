"""How the roll's grid is chosen: by name, a notch finer or coarser, or always as fine as the zoom has room for."""

from PySide6.QtCore import QObject, Signal

from composer.gui.piano_roll.state import RollState
from composer.music.grid import Grid

_ROOM = 16  # logical pixels that a step of the adaptive grid has at least

_STRAIGHT, _TRIPLETS, _DOTTED = (
    [grid for grid in Grid if grid.feel == feel and grid is not Grid.OFF] for feel in ("straight", "triplet", "dotted")
)  # each from coarse to fine


class GridChoice(QObject):
    """Sets the state's grid. A grid that is switched off comes back as it was."""

    changed = Signal()

    def __init__(self, state: RollState) -> None:
        super().__init__(state)
        self._state = state
        self._is_adaptive = False
        self._last_snapping = state.grid
        state.view_changed.connect(self._adapt)
        state.grid_changed.connect(self._tell)

    @property
    def grid(self) -> Grid:
        """What edits snap to."""
        return self._state.grid

    @property
    def is_adaptive(self) -> bool:
        """Whether the grid follows the zoom."""
        return self._is_adaptive

    def use(self, grid: Grid) -> None:
        """Snap to this grid from now on, whatever the zoom."""
        self._choose(grid, is_adaptive=False)

    def use_adaptive(self) -> None:
        """Snap to straight steps, as short as they can be seen well."""
        self._choose(self._adapted(), is_adaptive=True)

    def use_finer(self) -> None:
        """Snap to the next shorter step of the same kind."""
        self._step(1)

    def use_coarser(self) -> None:
        """Snap to the next longer step of the same kind."""
        self._step(-1)

    def switch_triplets(self) -> None:
        """Change between a note value and its triplets."""
        grid = self._last_snapping
        if grid.feel == "triplet":
            self.use(Grid[grid.name.removesuffix("_TRIPLET")])
        else:
            triplets = grid.name.removesuffix("_DOTTED") + "_TRIPLET"
            self.use(Grid.__members__.get(triplets, Grid.EIGHTH_TRIPLET))

    def switch_snapping(self) -> None:
        """Switch the grid off, or on again as it was."""
        self.use(self._last_snapping if self.grid is Grid.OFF else Grid.OFF)

    def switch_adapting(self) -> None:
        """Let the grid follow the zoom, or stay as it is."""
        if self._is_adaptive:
            self.use(self.grid)
        else:
            self.use_adaptive()

    def _step(self, direction: int) -> None:
        family = next(grids for grids in (_STRAIGHT, _TRIPLETS, _DOTTED) if self._last_snapping in grids)
        place = family.index(self._last_snapping) + (direction if self.grid is not Grid.OFF else 0)
        self.use(family[min(max(place, 0), len(family) - 1)])

    def _choose(self, grid: Grid, is_adaptive: bool) -> None:
        was_adaptive, self._is_adaptive = self._is_adaptive, is_adaptive
        if grid is not Grid.OFF:
            self._last_snapping = grid
        if grid is not self.grid:
            self._state.grid = grid
        elif is_adaptive != was_adaptive:
            self.changed.emit()

    def _tell(self) -> None:
        self.changed.emit()

    def _adapt(self) -> None:
        if self._is_adaptive:
            self.use_adaptive()

    def _adapted(self) -> Grid:
        ppq, pixels_per_tick = self._state.document.score.ppq, self._state.geometry.pixels_per_tick
        roomy = [grid for grid in _STRAIGHT if grid.step_ticks(ppq) * pixels_per_tick >= _ROOM]
        return roomy[-1] if roomy else Grid.BAR
