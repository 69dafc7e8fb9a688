"""A text is changed in a settings file, and nothing but it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.toml_edit import set_text

FILE = """\
# ours

[central]          # where it is
url = "http://a"   # "the" address
  key='old # key'

[other]
key = "another"
"""


def test_only_the_value_changes():
    changed = set_text(set_text(FILE, "central", "key", "n#w"), "central", "url", "https://b/")
    assert changed == FILE.replace("'old # key'", '"n#w"').replace('"http://a"', '"https://b/"')


def test_what_is_not_there_is_added():
    changed = set_text(FILE, "central", "id", "k")
    assert changed == FILE.replace("# where it is\n", '# where it is\nid = "k"\n')
    assert set_text("# a\n", "kiosk", "id", "k") == '# a\n\n[kiosk]\nid = "k"\n'
    assert tomllib.loads(set_text('a.b = "c"', "kiosk", "id", "k")) == {"a": {"b": "c"}, "kiosk": {"id": "k"}}


@pytest.mark.parametrize(
    "text",
    [
        '[central]\nkey = """\nold"""\n',
        'central = { key = "old" }\n',
        "central = 3\n",
        "[central]\nkey = [\n",
        'x = """\n[central]\n"""\ncentral.url = "x"\n',
    ],
)
def test_a_layout_that_is_too_clever_is_refused(text: str):
    with pytest.raises(ValueError, match=r"central|after|array|Invalid"):
        set_text(text, "central", "key", "new")


def test_dotted_keys_and_strange_line_ends():
    assert set_text('central.key = "old" # c\n', "central", "key", "new") == 'central.key = "new" # c\n'
    assert set_text('[central]\r\nkey = "old"\r\n', "central", "key", "new") == '[central]\r\nkey = "new"\r\n'


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_written_so_that_it_is_read_again(value: str):
    said = tomllib.loads(set_text(FILE, "central", "key", value))
    assert said == {"central": {"url": "http://a", "key": value}, "other": {"key": "another"}}
