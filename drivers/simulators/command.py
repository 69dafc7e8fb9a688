"""``jieyue simulate scanner|printer|pad|help-button|card``: a device on a terminal or a TCP port, worked from standard
input; or cards for the virtual reader of the PC/SC daemon (Debian: ``pcscd`` and ``vsmartcard-vpcd``).

It prints ``ready ADDRESS`` when the line is there, and ends on SIGTERM or SIGINT; the end of its input does not
end it. A line of input is one label to scan, or a command:

=========================== ==============================================
``:unplug``, ``:plug``      pull the cable, put it back
``:paper ok|near-end|out``  printer only
``:cover open|closed``      printer only
``:place NAME …``           pad only, as what follows: lay tags down, by name or UID
``:lift NAME …``            take tags away
``:only NAME …``            exactly these lie there; none: the pad is empty
``:lift-after N NAME``      the tag answers N more requests, then it is gone
``:metal P``                answers are lost with this probability
``:stray P NAME``           the tag is at the edge: it is heard with this probability
``:lock NAME``              the tag's AFI and EAS can be changed no more
``:dump``                   a line of JSON: every tag with memory, AFI, EAS
``:press``, ``:bounce N``   help-button only: press it once; its contacts send N times
``:show NAME``, ``:take``   card only: lay a card on the reader, take it away
=========================== ==============================================

The printer prints a line of JSON for every slip: ``{"text": …, "qr_codes": [ … ], "picture": PATH or null}``. Pad, help
button and card print ``ok COMMAND`` for each command carried out.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from drivers.roles import Paper
from drivers.simulators.help_button import HelpButtonSimulator
from drivers.simulators.scanner import FRAMES, ScannerSimulator
from drivers.simulators.virtual_slot import PORT, VirtualSlot
from drivers.simulators.wire import PtyWire, TcpWire, Wire

if TYPE_CHECKING:
    from drivers.simulators.paper import PrintedSlip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``jieyue simulate`` takes."""
    devices = parser.add_subparsers(dest="device", required=True, metavar="DEVICE")
    scanner = devices.add_parser("scanner", help="a bar code scanner: scans each line it is given")
    scanner.add_argument("--framing", choices=FRAMES, default="cr", help="how a label is ended (%(default)s)")
    scanner.add_argument("--aim", action="store_true", help="send AIM identifiers")
    scanner.add_argument("--codabar", action="store_true", help="send Codabar's start and stop characters")
    scanner.add_argument("--trigger-on", type=_escaped, default=b"", help="scan only after this command")
    scanner.add_argument("--trigger-off", type=_escaped, default=b"", help="and no more after this one")
    printer = devices.add_parser("printer", help="an ESC/POS receipt printer: tells of each slip")
    printer.add_argument("--pictures", type=Path, metavar="DIR", help="save a picture of each slip here")
    printer.add_argument("--no-chinese", action="store_true", help="a model without a Chinese font")
    pad = devices.add_parser("pad", help="an RFID pad with ISO 15693 tags")
    pad.add_argument(
        "--model", choices=("feig", "bibliotheca", "rl866"), default="feig", help="(%(default)s)"
    )
    pad.add_argument("--tags", type=Path, required=True, metavar="FILE", help="JSON: the tags there are")
    pad.add_argument(
        "--timing", action="store_true", help="answer no faster than a real reader at its baud rate"
    )
    pad.add_argument(
        "--psst",
        type=float,
        default=5,
        metavar="MS",
        help="feig: silence it wants before a request (%(default)s)",
    )
    button = devices.add_parser("help-button", help="a button that calls for help")
    button.add_argument("--sends", type=_escaped, default=b"HELP\r\n", help=r"for each press (HELP\r\n)")
    for device in (scanner, printer, pad, button):
        line = device.add_mutually_exclusive_group(required=True)
        line.add_argument("--link", type=Path, metavar="PATH", help="a pseudo-terminal, linked at PATH")
        line.add_argument("--listen", type=_host_and_port, metavar="HOST:PORT", help="port 0: any free one")
    card = devices.add_parser("card", help="contactless cards for the virtual PC/SC reader vpcd")
    card.add_argument("--cards", type=Path, required=True, metavar="FILE", help="JSON: the cards there are")
    card.add_argument(
        "--reader",
        type=_host_and_port,
        default=("127.0.0.1", PORT),
        metavar="HOST:PORT",
        help=f"where the virtual reader listens (127.0.0.1:{PORT})",
    )


def run(args: argparse.Namespace) -> int:
    """Be the device until asked to end."""
    with contextlib.ExitStack() as stack:
        try:
            if args.device == "card":
                address, device = _card(args, stack)
            else:
                address, device = _on_a_line(args, stack)
        except (OSError, ValueError) as error:
            sys.stderr.write(f"jieyue simulate: {error}\n")
            return 1
        try:
            signal.signal(signal.SIGTERM, _end)
            signal.signal(signal.SIGINT, _end)
            _say(f"ready {address}")
            for line in sys.stdin:
                if (text := line.strip()) and not device(text):
                    sys.stderr.write(f"jieyue simulate: no such command, or not now: {text}\n")
            while True:
                signal.pause()
        except _AskedToEnd:
            return 0


def _on_a_line(args: argparse.Namespace, stack: contextlib.ExitStack) -> tuple[str, Callable[[str], bool]]:
    wire: Wire = PtyWire(args.link) if args.link else TcpWire(*args.listen)
    stack.callback(wire.unplug)
    device = {"scanner": _scanner, "printer": _printer, "pad": _pad, "help-button": _button}[args.device](
        wire, args
    )

    def command(text: str) -> bool:
        match text:
            case ":unplug":
                wire.unplug()
            case ":plug":
                wire.plug()
            case _:
                return device(text)
        return True

    return wire.address, command


def _card(args: argparse.Namespace, stack: contextlib.ExitStack) -> tuple[str, Callable[[str], bool]]:
    from drivers.simulators import contactless

    cards = contactless.load(args.cards)
    host, port = args.reader
    slot = VirtualSlot(host, port)
    stack.callback(slot.take)

    def command(text: str) -> bool:
        match text.split():
            case [":show", *name] if " ".join(name) in cards:
                try:
                    slot.show(cards[" ".join(name)])
                except OSError as error:
                    sys.stderr.write(f"jieyue simulate: {host}:{port}: {error} (do pcscd and vpcd run?)\n")
                    return False
            case [":take"]:
                slot.take()
            case _:
                return False
        _say(f"ok {text}")
        return True

    return f"{host}:{port}", command


def _scanner(wire: Wire, args: argparse.Namespace) -> Callable[[str], bool]:
    scanner = ScannerSimulator(wire, args.framing, args.aim, args.codabar, args.trigger_on, args.trigger_off)
    return lambda text: not text.startswith(":") and scanner.scan(text)


def _button(wire: Wire, args: argparse.Namespace) -> Callable[[str], bool]:
    button = HelpButtonSimulator(wire, args.sends)

    def command(text: str) -> bool:
        match text.split():
            case [":press"]:
                button.press()
            case [":bounce", times] if times.isdigit():
                button.press(int(times))
            case _:
                return False
        _say(f"ok {text}")
        return True

    return command


def _printer(wire: Wire, args: argparse.Namespace) -> Callable[[str], bool]:
    from drivers.simulators.printer import PrinterSimulator  # brings Pillow, which a scanner can do without

    pictures: Path | None = args.pictures
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)

    def tell(slip: PrintedSlip) -> None:
        picture = _free_name(pictures) if pictures else None
        if picture:
            slip.image.save(picture)
        facts = {"text": slip.text, "qr_codes": slip.qr_codes, "picture": str(picture) if picture else None}
        _say(json.dumps(facts, ensure_ascii=False))

    printer = PrinterSimulator(wire, chinese=not args.no_chinese, on_slip=tell)

    def command(text: str) -> bool:
        match text.split():
            case [":paper", "ok" | "near-end" | "out" as paper]:
                printer.paper = Paper(paper)
            case [":cover", "open" | "closed" as cover]:
                printer.cover_open = cover == "open"
            case _:
                return False
        return True

    return command


def _pad(wire: Wire, args: argparse.Namespace) -> Callable[[str], bool]:
    from drivers.simulators.bibliotheca import BibliothecaSimulator
    from drivers.simulators.feig import FeigSimulator
    from drivers.simulators.field import dump, load
    from drivers.simulators.rl866 import Rl866Simulator

    field = load(args.tags)
    match args.model:
        case "feig":
            FeigSimulator(wire, field, timing=args.timing, psst_ms=args.psst)
        case "bibliotheca":
            BibliothecaSimulator(wire, field, timing=args.timing)
        case "rl866":
            Rl866Simulator(wire, field, timing=args.timing)

    def command(text: str) -> bool:
        try:
            match text.split():
                case [":place", *names] if names:
                    field.place(*names)
                case [":lift", *names] if names:
                    field.lift(*names)
                case [":only", *names]:
                    field.only(*names)
                case [":lift-after", requests, name]:
                    field.lift_after(int(requests), name)
                case [":metal", probability]:
                    field.metal = _probability(probability)
                case [":stray", probability, name]:
                    field.find(name).reach = _probability(probability)
                case [":lock", name]:
                    field.find(name).afi_locked = field.find(name).eas_locked = True
                case [":dump"]:
                    _say(json.dumps(dump(field)))
                case _:
                    return False
        except (KeyError, ValueError):
            return False
        _say(f"ok {text}")
        return True

    return command


def _free_name(folder: Path) -> Path:
    names = (folder / f"slip-{number:04}.png" for number in itertools.count(1))
    return next(name for name in names if not name.exists())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")  # one call, since the printer speaks from its own thread
    sys.stdout.flush()


def _escaped(text: str) -> bytes:
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


def _probability(text: str) -> float:
    if not 0 <= (value := float(text)) <= 1:
        raise ValueError("a probability is from 0 to 1")
    return value


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not 0 <= int(port) <= 65535:
        raise ValueError("no such port")
    return host.strip("[]") or "127.0.0.1", int(port)


class _AskedToEnd(BaseException):
    pass


def _end(_signal: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough; let the cable be put away
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise _AskedToEnd
