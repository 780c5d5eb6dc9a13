"""No test opens a window on somebody's screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
