"""A screen for a machine without one: Qt's VNC platform plugin, kept to loopback.

The plugin (``QT_QPA_PLATFORM=vnc:port=…``) listens on every address and has no option against it. So it is given
port 0, which the kernel makes a random one, and before any window is there its listening socket is exchanged, under
the same file descriptor, for one that listens on 127.0.0.1 only.
"""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path

from ui.app import application

PORT = "JIEYUE_VNC_PORT"
FIRST_PORT = 5900


def platform(width: int, height: int, port: int) -> dict[str, str]:
    """The environment of a program whose window is to be seen at ``127.0.0.1:port``."""
    return {"QT_QPA_PLATFORM": f"vnc:port=0:size={width}x{height}", PORT: str(port)}


def free_ports(count: int) -> list[int]:
    """Free ones, from VNC's first on."""
    found: list[int] = []
    for port in range(FIRST_PORT, FIRST_PORT + 200):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            found.append(port)
        if len(found) == count:
            break
    return found


def keep_to_loopback_if_asked() -> None:
    """Call before the first window. Raises :class:`OSError` when the port is taken."""
    if PORT not in os.environ:
        return
    app = application()
    before = _listening()
    app.processEvents()  # here the plugin begins to listen
    (descriptor,) = _listening() - before
    with socket.create_server(("127.0.0.1", int(os.environ[PORT]))) as ours:
        ours.setblocking(False)
        os.dup2(ours.fileno(), descriptor, inheritable=False)


def _listening() -> set[int]:
    found = set()
    for name in [path.name for path in Path("/proc/self/fd").iterdir()]:
        try:
            copy = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue
        with copy:
            try:
                if copy.family in (socket.AF_INET, socket.AF_INET6) and copy.getsockopt(
                    socket.SOL_SOCKET, socket.SO_ACCEPTCONN
                ):
                    found.add(int(name))
            except OSError:
                continue
    return found
