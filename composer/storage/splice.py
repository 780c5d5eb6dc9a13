"""The difference between two versions of a track's controls: what went at one place, and what came there."""

from dataclasses import dataclass

from composer.music.controls import NO_CONTROLS, Controls


@dataclass(frozen=True, slots=True)
class Splice:
    """From index `place` on, `removed` gave way to `added`."""

    place: int = 0
    removed: Controls = NO_CONTROLS
    added: Controls = NO_CONTROLS

    @property
    def inverse(self) -> "Splice":
        """The way back."""
        return Splice(self.place, self.added, self.removed)

    def applied(self, controls: Controls) -> Controls:
        """`controls` after it. Raises ValueError for controls that it does not begin with."""
        if not (self.removed or self.added):
            return controls
        end = self.place + len(self.removed)
        if controls[self.place : end] != self.removed:
            raise ValueError("Controls that should go are not there.")
        return controls.spliced(self.place, end, self.added)


NO_SPLICE = Splice()


def splice_between(old: Controls, new: Controls) -> Splice:
    """What turns `old` into `new`; `NO_SPLICE` when they are equal."""
    if old is new or old == new:
        return NO_SPLICE
    first = _shared(old.items, new.items)
    last = _shared(old.items[first:][::-1], new.items[first:][::-1])
    return Splice(first, old[first : len(old) - last], new[first : len(new) - last])


def _shared(these: memoryview, those: memoryview) -> int:
    """With how many equal items both begin."""
    low, high = 0, min(len(these), len(those))
    while low < high:  # what is equal in halves is compared at the speed of memory
        middle = (low + high + 1) // 2
        if these[low:middle] == those[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
