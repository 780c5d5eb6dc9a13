"""What a drag of the mouse does: one class per gesture."""
