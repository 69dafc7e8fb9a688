"""A broken settings file is told with file, line, key and what is allowed; all mistakes at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.schema import ConfigError, load_kiosk, load_server
from config.toml_lines import Lines
from kiosk.machine import make_driver

GOOD = """\
[kiosk]
id = "k1"

[central]
url = "http://127.0.0.1:1"
key = "0123456789abcdef"

[[device]]
role = "barcode-scanner"
driver = "serial-scanner"
port = "/dev/null"
"""


def told(tmp_path: Path, text: str, load=load_kiosk) -> str:
    path = tmp_path / "kiosk.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as error:
        load(path)
    return str(error.value).replace(f"{path}:", "")


def test_the_smallest_file(tmp_path: Path):
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD)
    settings = load_kiosk(path)
    assert (settings.languages, settings.idle_seconds, settings.orientation) == (("zh", "en"), 60, "portrait")
    assert (settings.scanned_card_needs_pin, settings.typed_number_needs_pin) == (False, True)
    assert settings.data == tmp_path / "kiosk-data"
    assert (settings.devices[0].name, settings.devices[0].options) == (
        "barcode-scanner",
        {"port": "/dev/null"},
    )
    assert "0123456789abcdef" not in repr(settings)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "k1"', 'id = "k 1"', "2: kiosk.id: must be 1 to 64 letters, digits, dots, dashes or underscores, not 'k 1'"),
        ('id = "k1"', "", "1: kiosk.id: is missing: 1 to 64 letters, digits, dots, dashes or underscores"),
        ('id = "k1"', 'id = "k1"\nidle_seconds = "soon"', "3: kiosk.idle_seconds: must be a whole number from 3 to 3600, not 'soon'"),
        ('id = "k1"', 'id = "k1"\nidle_seconds = true', "3: kiosk.idle_seconds: must be a whole number from 3 to 3600, not True"),
        ('id = "k1"', 'id = "k1"\nidle_second = 9', "3: kiosk.idle_second: is not known; did you mean idle_seconds?"),
        ('id = "k1"', 'id = "k1"\norientation = "up"', "3: kiosk.orientation: must be \"portrait\" or \"landscape\", not 'up'"),
        ('id = "k1"', 'id = "k1"\nlanguages = []', "3: kiosk.languages: must be a list, each a language code such as zh or en, not []"),
        ('id = "k1"', 'id = "k1"\nlibrary.zh = 3', "3: kiosk.library: must be a table of texts, by language, not {'zh': 3}"),
        ('id = "k1"', 'id = "k1"\n[labels]\nitem = "("', "4: labels.item: must be a regular expression (missing ), unterminated subpattern at position 0)"),
        ('"http://127.0.0.1:1"', '"ftp://x"', "5: central.url: must be an address such as http://127.0.0.1:8470, not 'ftp://x'"),
        ('"0123456789abcdef"', '"short"', "6: central.key: must be the kiosk's key, 16 characters or more"),
        ('role = "barcode-scanner"', "role = 1", "9: device[1].role: must be 1 to 64 letters, digits, dots, dashes or underscores, not 1"),
        ("[[device]]", "[device]", "8: device: must be tables headed [[device]]"),
        ("[kiosk]", "[kiosk]\n[colours]", "2: colours: is not known; known are: kiosk, identify, labels, central, pad, device"),
        ("[kiosk]", "[kiosk", "1: is not TOML: Expected ']' at the end of a table declaration (at line 1, column 7)"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_line(tmp_path: Path, old: str, new: str, said: str):
    assert said in told(tmp_path, GOOD.replace(old, new)).splitlines()


def test_every_mistake_at_once_in_the_order_of_the_file(tmp_path: Path):
    text = GOOD.replace('id = "k1"', 'id = ""\ntheme = 3').replace("http:", "gopher:")
    lines = told(tmp_path, text).splitlines()
    assert [line.split(":")[0] for line in lines] == ["2", "3", "6"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[kiosk]\nid = '\xff'"])
def test_not_text(tmp_path: Path, content: bytes):
    (tmp_path / "kiosk.toml").write_bytes(content)
    with pytest.raises(ConfigError, match="UTF-8"):
        load_kiosk(tmp_path / "kiosk.toml")
    with pytest.raises(ConfigError, match="No such file"):
        load_kiosk(tmp_path / "nothing.toml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"barcode-scanner"', '"coffee"', "9: device[1].role: must be one of barcode-scanner, item-pad, patron-card, receipt-printer, help-button, not 'coffee'"),
        ('"serial-scanner"', '"escpos"', "10: device[1].driver: escpos is a driver for receipt-printer"),
        ('"serial-scanner"', '"acme"', "10: device[1].driver: there is no driver 'acme'; there are bibliotheca, escpos, feig, pcsc-card, pcsc-pad, rl866, serial-button, serial-scanner"),
        ('"/dev/null"', '"/dev/null"\nbaudrate = "fast"', "12: device[1].baudrate: "),
        ('"/dev/null"', '"/dev/null"\nbaudrat = 9600', "12: device[1].baudrat: "),
        ('port = "/dev/null"', "", "8: device[1].port: "),
    ],
)  # fmt: skip
def test_a_drivers_own_options(tmp_path: Path, old: str, new: str, said: str):
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD.replace(old, new))
    settings = load_kiosk(path)
    with pytest.raises(ConfigError) as error:
        make_driver(settings.devices[0], settings.source)
    assert str(error.value).startswith(f"{path}:{said}")


def test_two_devices_of_one_role_have_two_names(tmp_path: Path):
    path = tmp_path / "kiosk.toml"
    second = GOOD[GOOD.index("[[device]]") :]
    path.write_text(GOOD + second)
    assert [device.name for device in load_kiosk(path).devices] == ["barcode-scanner", "barcode-scanner-2"]
    assert "another device is called" in told(tmp_path, GOOD + second + 'name = "barcode-scanner"\n')


def test_the_servers_file(tmp_path: Path):
    path = tmp_path / "server.toml"
    path.write_text('[server]\ndatabase = "sqlite:///server.db"\n[library]\nfines_limit = 2.5\n')
    settings = load_server(path)
    assert settings.database == f"sqlite:///{tmp_path / 'server.db'}"
    assert str(settings.fines_limit) == "2.5"
    said = told(
        tmp_path,
        '[server]\ndatabase = "mysql://u:secret@h/x"\n[library]\ntimezone = "Mars"\ncurrency = "yuan"',
        load_server,
    )
    assert (
        "2: server.database: must be sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME" in said
    )
    assert "secret" not in said
    assert "4: library.timezone: must be an IANA time zone such as Asia/Shanghai" in said
    assert "5: library.currency: must be three capital letters such as CNY (ISO 4217), not 'yuan'" in said


@given(st.text(max_size=300))
def test_any_text_has_lines(text: str):
    lines = Lines(text)
    assert lines.of(("nothing",)) is None or isinstance(lines.of(("nothing",)), int)


@given(st.lists(st.sampled_from(["a", "b-c", '"d e"', "f.g"]), unique=True, min_size=1), st.integers(0, 3))
def test_keys_are_found_where_they_stand(keys: list[str], blank: int):
    text = "[t]\n" + "\n" * blank + "".join(f"{key} = 1\n" for key in keys)
    lines = Lines(text)
    for n, key in enumerate(keys):
        path = tuple(part.strip('"') for part in key.split("."))
        assert lines.of(("t", *path)) == 2 + blank + n
