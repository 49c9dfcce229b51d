"""The runner of `make test` finds ports that nobody holds."""

import socket

from deploy.local.testing import exports, free_port


def test_a_run_of_ports_with_one_taken_is_passed_over():
    base = free_port()
    with socket.socket() as held:
        held.bind(("127.0.0.1", base + 3))

        assert base not in {free_port() for _ in range(600)}


def test_export_lines_become_variables(tmp_path):
    file = tmp_path / "stack.env"
    file.write_text("export A='postgresql://u:p@h/db?x=y'\nexport B=plain\n")

    assert exports(file) == {"A": "postgresql://u:p@h/db?x=y", "B": "plain"}
