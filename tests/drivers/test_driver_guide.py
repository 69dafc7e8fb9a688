"""The guide's code is the code that is tested."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "driver-guide.md").read_text()


def test_every_piece_of_python_in_the_guide_is_what_the_contract_runs():
    real = "\n".join((ROOT / "tests" / "contracts" / name).read_text() for name in (
        "acme900.py", "test_barcode_scanner_contract.py"
    ))  # fmt: skip
    blocks = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        for piece in re.split(r"\n{2,}", block.strip("\n")):
            lines = [line for line in piece.split("\n") if not line.startswith(("from ", "import "))]
            assert "\n".join(lines) in real, piece


def test_every_file_the_guide_names_is_there():
    for link in re.findall(r"\]\(\.\./([^)]+)\)", GUIDE):
        assert (ROOT / link).exists(), link
