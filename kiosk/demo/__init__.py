"""``jieyue demo``: a whole library on one machine, on simulated devices whose wires are real."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from kiosk.demo.part import PartFailed
from kiosk.demo.site import Site

AUTO_IDLE_SECONDS = 10
VNC_KIOSK_SIZE = (540, 960)
VNC_BENCH_SIZE = (760, 700)
HOW_TO_LOOK = """No display here: the windows are served on this machine's loopback. Look with any VNC viewer:
    kiosk   vncviewer 127.0.0.1:{kiosk}
    bench   vncviewer 127.0.0.1:{bench}
From another machine first: ssh -L {kiosk}:127.0.0.1:{kiosk} -L {bench}:127.0.0.1:{bench} THIS-MACHINE"""


def demo(*, auto: bool, pictures: Path | None) -> int:
    """Play by itself, or open the kiosk and the bench window for a visitor; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="jieyue-demo-") as folder:
        try:
            return _play(Path(folder), pictures) if auto else _open(Path(folder))
        except PartFailed as error:
            print(error, file=sys.stderr)
            return 1


def _play(folder: Path, pictures: Path | None) -> int:
    from kiosk.demo.auto import Play

    site = Site(folder / "site")
    environment = dict(os.environ)
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    try:
        site.start(environment, idle_seconds=AUTO_IDLE_SECONDS)
        failures = Play(site, pictures).perform()
    finally:
        site.end()
    print(f"{failures} steps failed" if failures else "everything agrees")
    return 1 if failures else 0


def _open(folder: Path) -> int:
    """The kiosk and, beside it, the bench; on this display, or on loopback for a VNC viewer."""
    from kiosk.demo.hands import SiteHands
    from ui import vnc

    seen_here = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    kiosk_port, bench_port = vnc.free_ports(2)
    environment = dict(os.environ)
    if not seen_here:
        environment |= vnc.platform(*VNC_KIOSK_SIZE, kiosk_port)
        os.environ.update(vnc.platform(*VNC_BENCH_SIZE, bench_port))
    site = Site(folder / "site")
    print("Starting a library: server, scanner, pad, printer, kiosk …", flush=True)
    try:
        site.start(environment)
        vnc.keep_to_loopback_if_asked()
        if not seen_here:
            print(HOW_TO_LOOK.format(kiosk=kiosk_port, bench=bench_port), flush=True)
        staff = site.demo()["staff"]
        print(f"The staff console: {site.server_url}/console/", flush=True)
        print(f"    sign in as {staff['login']} with {staff['password']}", flush=True)
        from ui.bench import app as bench

        print(f"The site is in {site.folder}; it is removed at the end. Ctrl-C ends the demo.", flush=True)
        status = bench.run(SiteHands(site), VNC_BENCH_SIZE if not seen_here else None)
        if (dead := site.dead()) is not None:
            raise dead.failure("ended")
        return status
    finally:
        site.end()
