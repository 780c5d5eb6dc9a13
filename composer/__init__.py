"""Composer: draw a seed melody, let a trained LSTM continue it live, keep what you like, export .mid."""

__version__ = "0.1.0"
