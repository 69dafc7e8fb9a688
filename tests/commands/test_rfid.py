"""``jieyue rfid`` as a user calls it."""

from __future__ import annotations

import json

import pytest

from kiosk.__main__ import main

ANNEX_D = "9100051CBE991A14 0201D0 140204B3 4607441CB6E2E335D6 830207ACC09EBAA06F6B 0000"


def call(capsys, *arguments: str) -> tuple[int, dict, str]:
    status = main(["rfid", *arguments])
    said = capsys.readouterr()
    return status, json.loads(said.out) if said.out else {}, said.err


def test_decode(capsys) -> None:
    status, said, _ = call(capsys, "decode", ANNEX_D, "--dsfid", "06", "--uid", "e004010031323334")
    assert status == 0
    assert said["model"] == "iso-28560-2"
    assert (said["primary_item_id"], said["owner_isil"]) == ("123456789012", "US-InU-Mu")
    assert (said["parts"], said["part"], said["crc_ok"], said["uid"]) == (12, 3, None, "E004010031323334")
    assert said["elements"][3]["value"] == "QA268.L55"


@pytest.mark.parametrize("model", ["iso-28560-2", "iso-28560-3"])
def test_what_is_encoded_is_decoded(capsys, model) -> None:
    arguments = [
        "--model",
        model,
        "--item",
        "30000000000015",
        "--owner",
        "CN-110108",
        "--part",
        "2",
        "--parts",
        "3",
    ]
    status, made, _ = call(capsys, "encode", *arguments)
    assert status == 0
    status, said, _ = call(capsys, "decode", made["hex"], "--dsfid", made["dsfid"])
    assert status == 0
    assert (said["primary_item_id"], said["part"], said["parts"]) == ("30000000000015", 2, 3)
    assert said["type_of_usage"]["name"] == "circulating"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["decode", "zz"], "hexadecimal"),
        (["decode", "123"], "hexadecimal"),
        (["decode", ""], "nothing"),
        (["decode", "00" * 32], "blank"),
        (["decode", "77" * 32], "no tag of a known model"),
        (["decode", "9100051CBE991A140201D0140204B346"], "give more"),
        (["decode", "1101013131323233333434000000000000000052 3E4445373035000000000000"], "checksum"),
        (["decode", ANNEX_D, "--dsfid", "0606"], "one byte"),
        (["encode", "--item", "1" * 17, "--model", "iso-28560-3"], "1 to 16"),
        (["encode", "--item", "12", "--size", "2"], "bytes are needed"),
        (["encode", "--item", " "], "bar code"),
        (["encode", "--item", "1\n2"], "bar code"),
        (["encode", "--item", "12", "--owner", "CN-" + "1" * 800], "ISIL"),
        (["encode", "--item", "12", "--model", "iso-28560-3", "--shelf", "A"], "--shelf"),
        (["decode", ANNEX_D, "--uid", "E0"], "--uid"),
        (["decode", "00" * 9000], "no tag has more"),
    ],
)
def test_what_cannot_be_read_or_written_has_a_reason(capsys, arguments, reason) -> None:
    status, _, error = call(capsys, *arguments)
    assert status == 2
    assert reason in error
    assert len(error.splitlines()) == 1
