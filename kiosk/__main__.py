"""The command ``jieyue``; each sub-command imports what it needs when it is called."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from pathlib import Path

# A start imports half a million objects that are there for good: at Python's usual rate a third of its time goes into
# looking them through again and again.
gc.set_threshold(50_000, 20, 100)


def main(argv: list[str] | None = None) -> int:
    """Run a sub-command; its exit status. 2 means that the command line or a settings file is wrong."""
    from config.schema import ConfigError

    argv = sys.argv[1:] if argv is None else argv
    arguments = _parser(argv[0] if argv else "").parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        return int(arguments.run(arguments))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


class _Version(argparse.Action):
    """Looked up only when asked for: it takes as long as a window."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"jieyue {version('jieyue')}")
        parser.exit()


def _parser(argv_first: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jieyue", description="The open library self-service kiosk.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    init = commands.add_parser(
        "init", help="write the settings, databases and key of a new kiosk and its server"
    )
    init.add_argument("directory", type=Path, metavar="DIR")
    init.add_argument("--demo", action="store_true", help="load the demo library, and write demo.json")
    init.add_argument("--force", action="store_true", help="replace what an earlier init wrote")
    init.set_defaults(run=_init)

    for name, run, text in (
        ("server", _server, "run the central server"),
        ("purge", _purge, "forget who had what, as the server does every day"),
        ("kiosk", _kiosk, "run the kiosk"),
        ("doctor", _doctor, "check every device, the server, disk and clock; exit 1 if something fails"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--config", type=Path, required=True, metavar="FILE")
        command.set_defaults(run=run)

    for name, run, text in (
        ("migrate", _migrate, "bring the server's database up to date, or to a revision"),
        ("backup", _backup, "write the server's whole database into one file, while it runs"),
        ("restore", _restore, "put a backup in the place of the server's database"),
    ):
        command = commands.add_parser(name, help=text)
        if name != "migrate":
            command.add_argument("file", type=Path, metavar="FILE")
        command.add_argument("--config", type=Path, required=True, metavar="FILE", help="server.toml")
        command.set_defaults(run=run)
        if name == "migrate":
            command.add_argument(
                "--to", metavar="REVISION", help="also an older one: what is newer is dropped"
            )
        if name == "restore":
            command.add_argument("--replace", action="store_true", help="lose what the database holds now")

    enrol = commands.add_parser("enrol", help="make this machine a kiosk of a library, by a one-time code")
    enrol.add_argument("url", metavar="URL", help="the central server, such as https://library.example")
    enrol.add_argument("code", metavar="CODE", help="from the staff console; it works for 15 minutes")
    enrol.add_argument(
        "--config", type=Path, required=True, metavar="FILE", help="kiosk.toml, made if need be"
    )
    enrol.set_defaults(run=_enrol)

    staff = commands.add_parser(
        "staff", help="accounts of the staff console: the first one, and a new password"
    )
    doing = staff.add_subparsers(required=True, metavar="add|password")
    add = doing.add_parser(
        "add", help="a new account; the password is asked for, or read from standard input"
    )
    add.add_argument("login", metavar="LOGIN")
    roles = ("viewer", "librarian", "technician", "administrator")
    add.add_argument("--role", required=True, choices=roles)
    add.add_argument("--name", default="", help="as colleagues read it")
    add.set_defaults(run=_staff_add)
    password = doing.add_parser("password", help="a new password for an account")
    password.add_argument("login", metavar="LOGIN")
    password.set_defaults(run=_staff_password)
    for command in (add, password):
        command.add_argument("--config", type=Path, required=True, metavar="FILE", help="server.toml")

    devices = commands.add_parser("devices", help="list every driver found, by role")
    devices.set_defaults(run=_devices)

    import_ = commands.add_parser("import", help="bring MARC or CSV records into the catalogue")
    if argv_first == "import":
        from kiosk.commands.import_catalogue import add_arguments as add_import_arguments

        add_import_arguments(import_)
    import_.set_defaults(run=_import)

    patrons = commands.add_parser("patrons", help="import readers, add one, or give a new PIN")
    if argv_first == "patrons":
        from kiosk.commands.patrons import add_arguments as add_patrons_arguments

        add_patrons_arguments(patrons)
    patrons.set_defaults(run=_patrons)

    rfid = commands.add_parser("rfid", help="read or make a library tag's memory; prints JSON")
    if argv_first == "rfid":
        from kiosk.commands.rfid import add_arguments as add_rfid_arguments

        add_rfid_arguments(rfid)
    rfid.set_defaults(run=_rfid)

    simulate = commands.add_parser("simulate", help="a device simulator on a pseudo-terminal or a TCP port")
    if argv_first == "simulate":
        from drivers.simulators.command import add_arguments

        add_arguments(simulate)
    simulate.set_defaults(run=_simulate)

    demo = commands.add_parser("demo", help="the kiosk with simulated devices and its own server")
    demo.add_argument(
        "--auto", action="store_true", help="play a visit by itself and check the server's records"
    )
    demo.add_argument("--pictures", type=Path, metavar="DIR", help="with --auto: save every page and slip")
    demo.set_defaults(run=_demo)
    return parser


def _init(arguments: argparse.Namespace) -> int:
    from kiosk.commands.init import init

    return init(arguments.directory, demo=arguments.demo, force=arguments.force)


def _server(arguments: argparse.Namespace) -> int:
    from config.schema import load_server
    from server.serve import serve

    return serve(load_server(arguments.config))


def _kiosk(arguments: argparse.Namespace) -> int:
    from kiosk.app import run

    return run(arguments.config)


def _doctor(arguments: argparse.Namespace) -> int:
    from kiosk.commands.doctor import doctor

    return doctor(arguments.config)


def _migrate(arguments: argparse.Namespace) -> int:
    from kiosk.commands.database import migrate

    return migrate(arguments.config, arguments.to)


def _backup(arguments: argparse.Namespace) -> int:
    from kiosk.commands.database import backup

    return backup(arguments.file, arguments.config)


def _restore(arguments: argparse.Namespace) -> int:
    from kiosk.commands.database import put_back

    return put_back(arguments.file, arguments.config, replace=arguments.replace)


def _purge(arguments: argparse.Namespace) -> int:
    from kiosk.commands.database import forget

    return forget(arguments.config)


def _enrol(arguments: argparse.Namespace) -> int:
    from kiosk.commands.enrol import enrol

    return enrol(arguments.url, arguments.code, arguments.config)


def _staff_add(arguments: argparse.Namespace) -> int:
    from config.schema import load_server
    from kiosk.commands.staff import add

    return add(load_server(arguments.config), arguments.login, arguments.role, arguments.name)


def _staff_password(arguments: argparse.Namespace) -> int:
    from config.schema import load_server
    from kiosk.commands.staff import password

    return password(load_server(arguments.config), arguments.login)


def _devices(_arguments: argparse.Namespace) -> int:
    from kiosk.commands.devices import devices

    return devices()


def _import(arguments: argparse.Namespace) -> int:
    from kiosk.commands.import_catalogue import run

    return run(arguments)


def _patrons(arguments: argparse.Namespace) -> int:
    from kiosk.commands.patrons import run

    return run(arguments)


def _rfid(arguments: argparse.Namespace) -> int:
    from kiosk.commands.rfid import run

    return run(arguments)


def _simulate(arguments: argparse.Namespace) -> int:
    from drivers.simulators.command import run

    return run(arguments)


def _demo(arguments: argparse.Namespace) -> int:
    from kiosk.demo import demo

    return demo(auto=arguments.auto, pictures=arguments.pictures)


if __name__ == "__main__":
    sys.exit(main())
