"""The user's own models in the window: managing them, and comparing the checkpoints of a run."""
