"""The migrator reads every DSN that the services read."""

from urllib.parse import parse_qs, urlsplit

import pytest

from kit.db.migrate import _for_yoyo


@pytest.mark.parametrize(
    ("dsn", "options"),
    [
        ("postgresql://own:p%40ss@h1:5432/db", {"host": ["h1"], "port": ["5432"]}),
        (
            "postgresql://own:p%40ss@h1:1,h2:2/db?target_session_attrs=read-write&sslmode=require",
            {"host": ["h1,h2"], "port": ["1,2"], "target_session_attrs": ["read-write"], "sslmode": ["require"]},
        ),
        ("postgresql://own:p%40ss@/db?host=h1,h2&port=1,2", {"host": ["h1,h2"], "port": ["1,2"]}),
    ],
)
def test_hosts_become_options(dsn, options):
    read = urlsplit(_for_yoyo(dsn))

    assert (read.username, read.password, read.path) == ("own", "p%40ss", "/db")
    assert parse_qs(read.query) == options
