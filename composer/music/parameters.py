"""Parameters, registered ones such as the range of bends and others: two controllers choose one, others then set it.

So of these controllers the order counts: each says something only after what was said before.
"""

from collections.abc import Iterable
from itertools import chain

from composer.music.controls import CONTROLLER, NO_CONTROLS, Control, Controls, Dial

Saying = tuple[int, int]  # a controller's number and its value

ENTRIES = (6, 38)  # controllers that set the parameter which was chosen last: its coarse and its fine part
STEPS = (96, 97)  # one up and one down, from wherever it stands
CHOICES = {101: (101, 100), 100: (101, 100), 99: (99, 98), 98: (99, 98)}  # its number: coarse and fine part
PARAMETER_DIALS = frozenset(Dial(CONTROLLER, number) for number in (*ENTRIES, *STEPS, *CHOICES))


class Choice:
    """Which parameter of a channel entries set: the one of whose number a part was said last."""

    def __init__(self, sayings: Iterable[Saying] = ()) -> None:
        self._parts: dict[int, int] = {}  # by controller, the one that spoke last at the end
        for number, value in sayings:
            self.turn(number, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Choice) and (self._parts, self.saying) == (other._parts, other.saying)

    def turn(self, number: int, value: int) -> None:
        """Say a part of a parameter's number with one of `CHOICES`."""
        self._parts.pop(number, None)
        self._parts[number] = value

    @property
    def saying(self) -> tuple[Saying, ...]:
        """What chooses it, its coarse part first; nothing if no parameter is chosen."""
        pair = CHOICES[next(reversed(self._parts))] if self._parts else ()
        return tuple((number, self._parts[number]) for number in pair if number in self._parts)

    @property
    def parts(self) -> tuple[Saying, ...]:
        """All parts that were said, with those of the other kind of parameter, in the order of saying."""
        return tuple(self._parts.items())


class Parameters:
    """What the parameters of a channel are set to once `controls` are said, and which of them is chosen."""

    def __init__(self, controls: Controls = NO_CONTROLS) -> None:
        self.choice = Choice()
        self._entries: dict[tuple[Saying, ...], list[Saying]] = {}  # by what chooses it, the last set at the end
        for _, (_, number), value in controls.chosen(PARAMETER_DIALS):
            self.say(number, value)

    def say(self, number: int, value: int) -> None:
        """Say something more, with the controller of one of `PARAMETER_DIALS`."""
        if number in CHOICES:
            self.choice.turn(number, value)
        elif chosen := self.choice.saying:
            entries = self._entries.pop(chosen, [])
            if number in ENTRIES:
                entries = [entry for entry in entries if entry[0] not in (number, *STEPS)]
            entries.append((number, value))
            self._entries[chosen] = entries

    def sayings_after(self, before: "Parameters") -> tuple[Saying, ...]:
        """What sets everything as it is here, and chooses what is chosen here, where all stands as in `before`."""
        news = tuple(
            chain.from_iterable(
                (*chosen, *_news(entries, before._entries.get(chosen, [])))
                for chosen, entries in self._entries.items()
                if entries != before._entries.get(chosen)
            )
        )
        choice = Choice((*before.choice.parts, *(saying for saying in news if saying[0] in CHOICES)))
        return news if choice == self.choice else (*news, *self.choice.parts)


def sayings_at(tick: int, sayings: Iterable[Saying]) -> Controls:
    """These as controls at `tick`, in their order."""
    return Controls(Control(tick, Dial(CONTROLLER, number), value) for number, value in sayings)


def _news(entries: list[Saying], before: list[Saying]) -> list[Saying]:
    """What is left to be said of `entries` where `before` was said already."""
    return entries[len(before) :] if entries[: len(before)] == before else entries
