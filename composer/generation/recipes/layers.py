"""The layers of Keras that the published networks are made of, with Keras' parameters and first values.

An LSTM of torch has two biases that are added to each other, one of Keras has one: here the second one stays zero and
is not trained. A GRU has two in both, because Keras resets after the product (`reset_after`).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

State = list[tuple[Tensor, Tensor]]  # hidden and cell of each LSTM, (batch, units)


class LSTM(nn.LSTM):
    """Keras' `LSTM(units)`: glorot and orthogonal first weights, forget gates opened by a bias of 1."""

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__(inputs, units, batch_first=True)
        of_input, of_hidden, bias, zeros = self.weights
        nn.init.xavier_uniform_(of_input)
        nn.init.orthogonal_(of_hidden)
        nn.init.zeros_(bias)
        nn.init.ones_(bias.detach()[units : 2 * units])
        nn.init.zeros_(zeros).requires_grad_(False)

    def step(self, x: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """One event: x (batch, inputs) and the state → the next state; its hidden part is the output."""
        return torch.lstm_cell(x, state, *self.weights)

    @property
    def weights(self) -> list[nn.Parameter]:
        """Of the input (4 × units, inputs) and the hidden state (4 × units, units), the bias, and zeros."""
        return self.all_weights[0]


class BidirectionalGRU(nn.GRU):
    """Keras' `Bidirectional(GRU(units))`, both directions side by side in the output."""

    def __init__(self, inputs: int, units: int, is_last: bool = False) -> None:
        super().__init__(inputs, units, batch_first=True, bidirectional=True)
        self.is_last = is_last
        for name, parameter in self.named_parameters():
            if name.startswith("bias"):
                nn.init.zeros_(parameter)
            elif name.startswith("weight_hh"):
                nn.init.orthogonal_(parameter)
            else:
                nn.init.xavier_uniform_(parameter)

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """(batch, time, inputs) → (batch, time, 2 × units); the last layer: (batch, 1, 2 × units), its final states."""
        outputs, final = super().forward(x)
        return final.transpose(0, 1).flatten(1).unsqueeze(1) if self.is_last else outputs


class Dense(nn.Linear):
    """Keras' `Dense(units)` without activation."""

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__(inputs, units)
        nn.init.xavier_uniform_(self.weight)
        nn.init.zeros_(self.bias)


class Embedding(nn.Embedding):
    """Keras' `Embedding(tokens, width)`."""

    def __init__(self, tokens: int, width: int) -> None:
        super().__init__(tokens, width)
        nn.init.uniform_(self.weight, -0.05, 0.05)


class Scaled(nn.Module):
    """A token as one number: its id divided by the size of the vocabulary."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def forward(self, ids: Tensor) -> Tensor:
        """(...) → (..., 1)."""
        return (ids / self.vocabulary).unsqueeze(-1)


class OneHot(nn.Module):
    """A token as a vector of zeros with a one at its id."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def forward(self, ids: Tensor) -> Tensor:
        """(...) → (..., vocabulary)."""
        return F.one_hot(ids, self.vocabulary).float()


class LayerStack(nn.Module):
    """Layers in the order in which an article lists them; those after the last LSTM or GRU are the head.

    Keras' last recurrent layer returns its last output only. So `forward` applies the head to the last event, or, if
    asked, to each: then every event of a window tells what should follow it.
    """

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        beyond = 1 + max(index for index, layer in enumerate(layers) if isinstance(layer, nn.RNNBase))
        self.body = nn.ModuleList(layers[:beyond])
        self.head = nn.Sequential(*layers[beyond:])

    def forward(self, x: Tensor, at_every_position: bool = False) -> Tensor:
        """Windows (batch, time, ...) → outputs (batch, 1, size), or (batch, time, size)."""
        features, _ = self.read(x)
        return self.head(features if at_every_position else features[:, -1:])

    def read(self, x: Tensor) -> tuple[Tensor, State]:
        """Windows (batch, time, ...) → features (batch, time, units), and the state of the LSTMs after them."""
        state: State = []
        for layer in self.body:
            if isinstance(layer, LSTM):
                x, (hidden, cell) = layer(x)
                state.append((hidden[0], cell[0]))
            else:
                x = layer(x)
        return x, state

    def step(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """One event (batch, ...) read after those in `state` → features (batch, units), and the next state."""
        following: State = []
        for layer in self.body:
            if isinstance(layer, LSTM):
                following.append(layer.step(x, state[len(following)]))
                x = following[-1][0]
            else:
                x = layer(x)
        return x, following

    def zero_state(self, batch: int) -> State:
        """The state before anything was read."""
        sizes = [layer.hidden_size for layer in self.body if isinstance(layer, LSTM)]
        return [(torch.zeros(batch, units), torch.zeros(batch, units)) for units in sizes]

    @property
    def is_bidirectional(self) -> bool:
        """Whether a layer reads backwards: then no state can be carried from event to event."""
        return any(isinstance(layer, BidirectionalGRU) for layer in self.body)

    @property
    def parameter_count(self) -> int:
        """Trained numbers, as Keras counts them."""
        return sum(parameter.numel() for parameter in self.parameters() if parameter.requires_grad)
