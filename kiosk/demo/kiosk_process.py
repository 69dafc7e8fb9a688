"""The kiosk as the demo runs it: the same program, with a robot at its window that listens on standard input."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from kiosk.app import run


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    from ui import vnc
    from ui.robot import Robot

    vnc.keep_to_loopback_if_asked()
    return run(Path(sys.argv[1]), Robot)


if __name__ == "__main__":
    sys.exit(main())
