"""The supervisor's settings file, made from the table of processes."""

import os
import resource
import shlex
from collections.abc import Iterable
from pathlib import Path

from deploy.local.failure import StackFailure
from deploy.local.folders import LONGEST_SOCKET, write_private
from deploy.local.program import Program
from deploy.local.settings import MARKER, Stack

WANTED_FILES = 16_384

HEAD = """\
; Written at each start by deploy/local/supervisor_settings.py. It holds secrets: keep it to yourself.
[supervisord]
pidfile={run}/supervisord.pid
logfile={run}/logs/supervisord.log
logfile_maxbytes=5MB
logfile_backups=2
childlogdir={run}/logs
directory={run}
minfds={files}
{user}

[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

PROGRAM = """
[program:{name}]
command={command}
directory={directory}
environment={environment}
priority={priority}
autostart={autostart}
autorestart=true
startsecs=1
startretries=1000000
stopsignal={stop_signal}
stopwaitsecs={stop_seconds}
killasgroup=true
stopasgroup=false
redirect_stderr=true
stdout_logfile={log}
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=3
{user}
"""


def write(stack: Stack, programs: Iterable[Program]) -> Path:
    """Write the settings file into the run folder, readable by us alone."""
    head = HEAD.format(
        run=_literal(str(stack.run)),
        socket=_literal(str(socket_of(stack))),
        files=min(WANTED_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
        user="user=root" if os.getuid() == 0 else "",
    )
    return write_private(settings_file(stack), head + "".join(_program(stack, program) for program in programs))


def settings_file(stack: Stack) -> Path:
    """Where the settings are: the path also tells our supervisor from others in a process list."""
    return stack.run / "supervisord.conf"


def socket_of(stack: Stack) -> Path:
    """The supervisor's socket; in the data folder's real place when the run folder's path is too long for one."""
    near = stack.run / "supervisor.sock"
    return near if len(str(near)) <= LONGEST_SOCKET else stack.data.resolve() / "supervisor.sock"


def _program(stack: Stack, program: Program) -> str:
    environment = {**program.environment, MARKER: str(stack.run)}
    return PROGRAM.format(
        name=program.name,
        command=_literal(shlex.join(program.command)),
        directory=_literal(str(program.directory)),
        environment=",".join(f"{name}={_quoted(value)}" for name, value in environment.items()),
        priority=program.priority,
        autostart=str(program.starts_by_itself).lower(),
        stop_signal=program.stop_signal,
        stop_seconds=program.stop_seconds,
        log=_literal(str(stack.log_of(program.name))),
        user=f"user={program.user}" if program.user else "",
    )


def _quoted(value: str) -> str:
    """In the quotes that the value does not hold itself: the supervisor knows no escapes."""
    quote = "'" if '"' in value else '"'
    if quote in value or "\n" in value:
        raise StackFailure(f"A setting cannot hold both kinds of quotes, nor a line break: {value[:20]!r}…")
    return f"{quote}{_literal(value)}{quote}"


def _literal(text: str) -> str:
    return text.replace("%", "%%")
