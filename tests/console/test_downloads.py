"""What a spreadsheet gets."""

from __future__ import annotations

import csv
import io

from server.console.downloads import as_csv


def test_a_spreadsheet_reads_it_and_reckons_with_nothing_of_it():
    cells = ["=1+1", "+1", "-1", "@A1", "\t=1", "a, b", 'say "hi"', "two\nlines", "红楼梦", -5, 1.5, None]
    answer = as_csv("figures.csv", ["a"] * len(cells), [cells])
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="figures.csv"'
    text = bytes(answer.body).decode("utf-8")
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == 2
    _, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert row == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@A1",
        "'\t=1",
        "a, b",
        'say "hi"',
        "two\nlines",
        "红楼梦",
        "-5",
        "1.5",
        "",
    ]
