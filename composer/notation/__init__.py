"""Scores as notation, for programs that engrave music."""
