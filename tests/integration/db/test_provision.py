"""Roles and databases, provisioned once more beside a stack that runs."""

import os

import psycopg2

from kit.db import provision as provisioning
from kit.db.provision import passwords_in, provision


def test_no_password_is_sent_as_it_is_and_every_role_still_gets_in(monkeypatch):
    passwords, gaps = passwords_in(os.environ, ["catalog"])
    statements, sent = provisioning.statements, []

    def noted(*arguments, **options):
        sent.extend(statements(*arguments, **options))
        return sent

    monkeypatch.setattr(provisioning, "statements", noted)
    provision(os.environ["SAATHIX_DATABASE_URL"], ["catalog"], passwords)

    assert gaps == []
    assert sum("PASSWORD 'SCRAM-SHA-256$" in sql for sql in sent) == len(passwords) == 3
    assert [sql for sql in sent for password in passwords.values() if password in sql] == []
    for kind in ("", "_WORKER", "_OWNER"):
        psycopg2.connect(os.environ[f"SAATHIX_CATALOG{kind}_DATABASE_URL"]).close()
