"""Covers come from one folder, by ISBN, and nothing else ever does."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from config.schema import load_server
from config.server_settings import ServerSettings
from server.api.app import create_app
from server.catalogue import add_title
from server.catalogue.covers import cover_file

ISBN = "9787020002207"
PNG = b"\x89PNG\r\n\x1a\n"


def test_a_cover_is_served_as_a_picture(site, tmp_path: Path):
    folder = tmp_path / "covers"
    folder.mkdir()
    with site.store.writing() as session:
        ids = [
            add_title(session, "红楼梦", isbn=ISBN),
            add_title(session, "无"),
            add_title(session, "坏", isbn="../x"),
        ]
    ids = [title.id for title in ids]
    settings = ServerSettings(site.settings.database, covers=folder)
    client = TestClient(create_app(site.store, settings), headers=dict(site.client.headers))
    path = f"/api/v1/titles/{ids[0]}/cover"
    assert client.get(path).json()["code"] == "cover-none"
    (folder / f"{ISBN}.png").write_bytes(PNG)
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/api/v1/titles", params={"q": "hlm"}).json()["titles"][0]["cover"] is True
    for other in (ids[1], ids[2], 10**6):
        assert client.get(f"/api/v1/titles/{other}/cover").status_code == 404
    for bad in ("0", "x", str(2**40)):
        assert client.get(f"/api/v1/titles/{bad}/cover").status_code == 422
    assert client.get(path, headers={"Authorization": "Bearer no"}).status_code == 401


def test_only_an_isbn_names_a_file(tmp_path: Path):
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "702000220X.jpg").write_bytes(b"")
    assert cover_file(tmp_path, ISBN) == tmp_path / "702000220X.jpg"
    for name in ("secret", "../secret", "9787020002208", "", None, "9780141439518"):
        assert cover_file(tmp_path, name) is None
    assert cover_file(None, ISBN) is None


@pytest.mark.parametrize(
    ("line", "folder"), [("", None), ('covers = "pictures"', "pictures"), ('covers = "/c"', "/c")]
)
def test_the_folder_is_a_setting(tmp_path: Path, line: str, folder: str | None):
    file = tmp_path / "server.toml"
    file.write_text(f'[server]\ndatabase = "sqlite:///a.db"\n[library]\n{line}\n')
    assert load_server(file).covers == (tmp_path / folder if folder else None)
