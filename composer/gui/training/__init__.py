"""The window's part of training: looking through a folder, starting a run, and watching it."""
