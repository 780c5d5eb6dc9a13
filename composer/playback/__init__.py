"""Playing a score in time: pure scheduling, the engine process, and the window's proxy of it."""
