"""The model: how a score is read as events, the network, and how it continues a seed."""
