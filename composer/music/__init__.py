"""The domain: immutable scores, time, pitch and pure edits; standard library and numpy only."""
