"""The falling notes: the piece seen as a player sees it who waits for the notes to reach the keys."""
