"""``jieyue rfid decode`` and ``jieyue rfid encode``: what stands on a library tag, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from drivers.roles import Afi, TagContent, TagModel
from drivers.tags import china_university, iso28560_2, iso28560_3, rfid501
from drivers.tags.iso15962 import SCHEMES
from drivers.tags.model import decode, decode_uhf

MOST_BYTES = 8192
UNREADABLE = {
    TagModel.BLANK: "the tag is blank",
    TagModel.UNKNOWN: "this is no tag of a known model",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What ``jieyue rfid`` takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    reading = actions.add_parser("decode", help="a tag's memory, from block 0, in hexadecimal")
    reading.add_argument("hex", metavar="HEX", help="spaces are allowed; - reads standard input")
    reading.add_argument("--dsfid", metavar="HH", default="", help="the tag's data storage format identifier")
    reading.add_argument("--uid", metavar="HEX", default="")
    reading.add_argument("--uhf", action="store_true", help="HEX is a UHF tag's EPC bank, with its CRC")
    reading.add_argument("--user", metavar="HEX", default="", help="with --uhf: the user bank")
    making = actions.add_parser("encode", help="the memory of a new tag")
    making.add_argument("--model", choices=("iso-28560-2", "iso-28560-3"), default="iso-28560-2")
    making.add_argument("--item", required=True, help="primary item identifier: the barcode")
    making.add_argument("--owner", default="", help="ISIL of the owning library")
    making.add_argument("--part", type=int, default=1, help="which part of a set")
    making.add_argument("--parts", type=int, default=1, help="of how many")
    making.add_argument("--usage", default="10", help="type of usage, two hexadecimal digits (%(default)s)")
    making.add_argument("--shelf", default="", help="shelf location (iso-28560-2)")
    making.add_argument("--size", type=int, default=0, metavar="BYTES", help="fill up to this size")


def run(args: argparse.Namespace) -> int:
    """Print one JSON object; exit status 2 and a reason if there is nothing that could be trusted."""
    try:
        if args.action == "encode":
            _print(_encoded(args))
            return 0
        content, details = _decoded(args)
    except ValueError as error:
        return _refuse(str(error))
    reason = UNREADABLE.get(content.model)
    if reason is None and content.damaged:
        reason = (
            "the checksum does not fit" if content.crc_ok is False else "the tag is damaged or half written"
        )
    if reason is None and content.more:
        reason = "the memory ends amid the data; give more of it"
    _print(_facts(content) | details)
    return _refuse(reason) if reason else 0


def _decoded(args: argparse.Namespace) -> tuple[TagContent, dict[str, Any]]:
    memory = _bytes(sys.stdin.read(4 * MOST_BYTES) if args.hex == "-" else args.hex, "HEX")
    if not memory:
        raise ValueError("HEX: there is nothing to decode")
    if len(memory) > MOST_BYTES:
        raise ValueError(f"HEX: no tag has more than {MOST_BYTES} bytes")
    uid = _bytes(args.uid, "--uid").hex().upper()
    if len(uid) not in (0, 16):
        raise ValueError("--uid: 8 bytes, 16 hexadecimal digits")
    dsfid = _bytes(args.dsfid, "--dsfid")
    if len(dsfid) > 1:
        raise ValueError("--dsfid: one byte, two hexadecimal digits")
    if args.uhf:
        user = _bytes(args.user, "--user")
        content = decode_uhf(memory, user, uid=uid)
        found = china_university.decode(memory, user)
        details = (
            {"elements": [{"oid": oid, "value": value} for oid, value in found.elements]} if found else {}
        )
        return content, details | ({"lent": found.lent, "sorting": found.sorting} if found else {})
    content = decode(memory, uid=uid, dsfid=dsfid[0] if dsfid else None)
    return content, _details(content.model, memory)


def _details(model: TagModel, memory: bytes) -> dict[str, Any]:
    """Everything else the tag says, by its model."""
    if model is TagModel.ISO_28560_2:
        fields = iso28560_2.decode(memory).fields
        elements = [
            {"oid": one.oid, "name": one.name, "compaction": SCHEMES[one.scheme], "value": one.value}
            for one in fields
        ]
        return {"elements": elements}
    if model is TagModel.ISO_28560_3 and (third := iso28560_3.decode(memory)):
        blocks = [
            {"id": one.identifier, "fields": list(one.fields), "intact": one.intact}
            for one in third.extensions
        ]
        return {"extensions": blocks, "reversed_blocks": third.reversed_blocks}
    if model is TagModel.RFID501 and (old := rfid501.decode(memory)):
        return {"media": old.media, "branch": old.branch, "library": old.library, "own": old.own}
    return {}


def _facts(content: TagContent) -> dict[str, Any]:
    usage = None
    if content.usage is not None:
        usage = {"main": int(content.usage), "detail": content.usage_detail}
        usage["name"] = content.usage.name.lower().replace("_", "-")  # type: ignore[assignment]
    return {
        "model": content.model.value,
        "primary_item_id": content.item,
        "owner_isil": content.owner,
        "parts": content.parts,
        "part": content.part,
        "type_of_usage": usage,
        "crc_ok": content.crc_ok,
        "damaged": content.damaged,
        "uid": content.uid,
    }


def _encoded(args: argparse.Namespace) -> dict[str, Any]:
    if not args.item.strip() or not args.item.isprintable():
        raise ValueError("--item: the characters of a bar code")
    if args.shelf and args.model != "iso-28560-2":
        raise ValueError("--shelf: only iso-28560-2 has a place for it")
    usage = _bytes(args.usage, "--usage")
    if len(usage) != 1:
        raise ValueError("--usage: two hexadecimal digits")
    if args.model == "iso-28560-3":
        memory = iso28560_3.encode(
            args.item,
            owner=args.owner,
            parts=args.parts,
            part=args.part,
            usage=usage[0] >> 4,
            size=iso28560_3.SHORT if args.size == iso28560_3.SHORT else iso28560_3.LONG,
        )
        dsfid = iso28560_3.DSFID
    else:
        memory = iso28560_2.encode(
            args.item, owner=args.owner, parts=args.parts, part=args.part, usage=usage[0], shelf=args.shelf
        )
        dsfid = iso28560_2.DSFID
    size = args.size or -(-len(memory) // 4) * 4
    if len(memory) > size:
        raise ValueError(f"{len(memory)} bytes are needed, and the tag has {size}")
    memory = memory.ljust(size, b"\0")
    return _facts(decode(memory, dsfid=dsfid)) | {
        "hex": memory.hex().upper(),
        "dsfid": f"{dsfid:02X}",
        "afi": {"in_stock": f"{Afi.IN_STOCK:02X}", "on_loan": f"{Afi.ON_LOAN:02X}"},
    }


def _bytes(text: str, name: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ValueError(f"{name}: not hexadecimal, two digits a byte") from None


def _print(facts: dict[str, Any]) -> None:
    print(json.dumps(facts, ensure_ascii=False, indent=2))


def _refuse(reason: str) -> int:
    print(f"jieyue rfid: {reason}", file=sys.stderr)
    return 2
