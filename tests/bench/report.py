"""What was found, for people (a table, a picture) and for programs (JSON)."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from tests.bench.measure import Aim, Finding, Sample

WIDTH, LEFT, ROW = 900, 250, 46  # of a picture, in pixels


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    import PySide6
    import sqlalchemy

    processor = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": f"{processor}, {os.cpu_count()} cores",
        "memory": f"{pages * size / 2**30:.0f} GiB",
        "system": f"{_os_name()}, Linux {platform.release()}",
        "python": platform.python_version(),
        "qt": f"PySide6 {PySide6.__version__}, offscreen, software backend",
        "sqlalchemy": sqlalchemy.__version__,
        "when": datetime.now(UTC).isoformat(timespec="minutes"),
        "load": "{:.1f} {:.1f} {:.1f} (1, 5, 15 min)".format(*os.getloadavg()),
    }


def lines(finding: Finding) -> Iterable[str]:
    """A finding as text."""
    yield finding.name
    yield f"  {'ours: ' + finding.ours.what:<46} {_figures(finding.ours)}"
    yield f"  {'yardstick: ' + finding.yardstick.what:<46} {_figures(finding.yardstick)}"
    low, high = finding.ratio.spread
    yield f"  {finding.ratio_of:<46} {finding.ratio.median:.2f}   half between {low:.2f} and {high:.2f}"
    for aim in finding.aims:
        verdict = "met" if aim.met else "NOT MET"
        yield f"  {verdict:<8}{aim.what}: {_with_unit(aim.measured, aim.unit)}, aim {_bound(aim)}"
    for note in finding.notes:
        yield f"  ({note})"


def save(findings: Sequence[Finding], directory: Path) -> None:
    """``NAME.json`` and ``NAME.svg`` for each finding."""
    for finding in findings:
        path = directory / finding.name.replace(" → ", "-to-").replace(" ", "-")
        said = asdict(finding) | {
            "machine": machine(),
            "aims": [asdict(aim) | {"met": aim.met} for aim in finding.aims],
        }
        path.with_suffix(".json").write_text(json.dumps(said, indent=1, ensure_ascii=False), encoding="utf-8")
        path.with_suffix(".svg").write_text(picture(finding), encoding="utf-8")


def picture(finding: Finding) -> str:
    """Every single measurement as a dot, the median as a line, the bound (if it is one of this axis) in red."""
    strips = [("ours", finding.ours), ("yardstick", finding.yardstick)]
    bounds = [aim.bound for aim in finding.aims if aim.unit == finding.ours.unit]
    top = 1.05 * max([*finding.ours.values, *finding.yardstick.values, *bounds])
    height = 70 + ROW * len(strips)

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - 30) * value / top if top else LEFT

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" '
        f'font-size="13"><rect width="100%" height="100%" fill="white"/>'
        f'<text x="10" y="22" font-size="16">{escape(finding.name)}, {escape(finding.ours.unit)}</text>'
    ]
    for tick in range(6):
        at = x(top * tick / 5)
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="32" y2="{height - 26}" stroke="#ddd"/>'
            f'<text x="{at:.1f}" y="{height - 8}" text-anchor="middle" fill="#666">{top * tick / 5:.3g}</text>'
        )
    for row, (whose, sample) in enumerate(strips):
        y = 40 + ROW * row
        parts.append(
            f'<text x="10" y="{y + 16}">{escape(whose)}</text>'
            f'<text x="10" y="{y + 32}" fill="#666" font-size="11">{escape(sample.what)}</text>'
        )
        colour = "#1f6f8b" if whose == "ours" else "#888"
        for index, value in enumerate(sample.values):
            wobble = y + 8 + (index * 7) % 23
            parts.append(
                f'<circle cx="{x(value):.1f}" cy="{wobble}" r="2.5" fill="{colour}" fill-opacity="0.5"/>'
            )
        at = x(sample.median)
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y}" y2="{y + 38}" stroke="black" stroke-width="2"/>'
        )
    for bound in bounds:
        parts.append(
            f'<line x1="{x(bound):.1f}" x2="{x(bound):.1f}" y1="32" y2="{height - 26}" stroke="#c0392b" '
            f'stroke-dasharray="5 3"/>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _figures(sample: Sample) -> str:
    low, high = sample.spread
    return (
        f"{_with_unit(sample.median, sample.unit)}   half between {_number(low)} and {_number(high)}, "
        f"p95 {_number(sample.percentile(95))}, n={len(sample.values)}"
    )


def _bound(aim: Aim) -> str:
    return f"{'≥' if aim.at_least else '≤'} {_with_unit(aim.bound, aim.unit)}"


def _with_unit(value: float, unit: str) -> str:
    return f"{_number(value)} {unit}".rstrip()


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _os_name() -> str:
    facts = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line
    )
    return facts.get("PRETTY_NAME", "Linux").strip('"')
