"""How a network is fed while it generates: its state carried along, or the published window kept."""

from typing import Protocol
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import Tensor

from composer.generation.recipes.layers import LayerStack, State
from composer.generation.recipes.quick_step import QuickStep

_quick_steps: WeakKeyDictionary[LayerStack, QuickStep] = WeakKeyDictionary()  # to make one takes 0.2 s


class Reader(Protocol):
    """Reads a seed once, then an event of every take at a time."""

    def start(self, seed: np.ndarray, takes: int) -> np.ndarray:
        """Read the seed (events, ...) → outputs (takes, size) about what follows it."""
        ...

    def read(self, events: np.ndarray) -> np.ndarray:
        """Read one event of every take (takes, ...) → outputs (takes, size) about what follows."""
        ...


def reader_of(network: LayerStack, keeps_window: bool) -> Reader:
    """A reader that remembers everything, or, as published, nothing before the window."""
    if network.is_bidirectional:
        return RereadingReader(network)
    return RollingReader(network) if keeps_window else CarryingReader(network)


class CarryingReader:
    """Carries the state of the LSTMs from event to event: a step each, however long the window was."""

    def __init__(self, network: LayerStack) -> None:
        self._network = network
        self._state: State = []

    def start(self, seed: np.ndarray, takes: int) -> np.ndarray:
        """Read the seed in one go."""
        if self._network not in _quick_steps:
            _quick_steps[self._network] = QuickStep(self._network, torch.from_numpy(seed[:1]))
        features, state = self._network.read(torch.from_numpy(seed).unsqueeze(0))
        self._state = [(hidden.repeat(takes, 1), cell.repeat(takes, 1)) for hidden, cell in state]
        return self._network.head(features[:, -1]).repeat(takes, 1).numpy()

    def read(self, events: np.ndarray) -> np.ndarray:
        """One step."""
        outputs, self._state = _quick_steps[self._network](torch.from_numpy(events), self._state)
        return outputs.numpy()


class RollingReader:
    """What re-reading the window for every event would give, without re-reading.

    All windows that hold an event advance side by side, each in a place of its own: one step for a batch of
    `window` states, instead of `window` steps. The place that has read a whole window gives the output; then it
    begins anew. Place p belongs to the windows that begin at events p, p + window, p + 2 × window, and so on.
    """

    def __init__(self, network: LayerStack) -> None:
        self._network = network
        self._state: State = []  # each (window, takes, units)
        self._count = 0  # events read

    def start(self, seed: np.ndarray, takes: int) -> np.ndarray:
        """Read the seed, whose length is the window from now on."""
        state = self._network.zero_state(len(seed))
        features = torch.empty(0)
        for place, event in enumerate(torch.from_numpy(seed)):
            begun = [(hidden[: place + 1], cell[: place + 1]) for hidden, cell in state]
            features, advanced = self._network.step(event.expand(place + 1, *event.shape), begun)
            for before, after in zip(begun, advanced, strict=True):
                before[0].copy_(after[0])
                before[1].copy_(after[1])
        self._count = len(seed)
        self._state = [
            (hidden.unsqueeze(1).repeat(1, takes, 1), cell.unsqueeze(1).repeat(1, takes, 1)) for hidden, cell in state
        ]
        return self._network.head(features[:1]).repeat(takes, 1).numpy()

    def read(self, events: np.ndarray) -> np.ndarray:
        """One step of every window under way."""
        window, takes, _ = self._state[0][0].shape
        begins, ends = self._count % window, (self._count + 1) % window
        for hidden, cell in self._state:
            hidden[begins] = 0
            cell[begins] = 0
        everywhere = torch.from_numpy(events).repeat(window, *(1,) * (events.ndim - 1))
        flat = [(hidden.flatten(0, 1), cell.flatten(0, 1)) for hidden, cell in self._state]
        features, advanced = self._network.step(everywhere, flat)
        apart = (window, takes)
        self._state = [(hidden.unflatten(0, apart), cell.unflatten(0, apart)) for hidden, cell in advanced]
        self._count += 1
        return self._network.head(features.unflatten(0, apart)[ends]).numpy()


class RereadingReader:
    """Reads the whole window again for every event, which a layer that reads backwards makes necessary."""

    def __init__(self, network: LayerStack) -> None:
        self._network = network
        self._windows = torch.empty(0)  # (takes, window, ...)

    def start(self, seed: np.ndarray, takes: int) -> np.ndarray:
        """Read the seed, whose length is the window from now on."""
        window: Tensor = torch.from_numpy(seed).unsqueeze(0)
        self._windows = window.repeat(takes, *(1,) * seed.ndim)
        return self._network(window)[:, -1].repeat(takes, 1).numpy()

    def read(self, events: np.ndarray) -> np.ndarray:
        """Move the windows on by an event."""
        self._windows = torch.cat([self._windows[:, 1:], torch.from_numpy(events).unsqueeze(1)], dim=1)
        return self._network(self._windows)[:, -1].numpy()
