"""What must be right before a page is served: a free port, and a password wherever others can reach it."""

from __future__ import annotations

import errno
import ipaddress
import socket
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import DatelineError, SettingsError
from index.models import data_folder

# More than a person asks, and few enough that one cannot keep the others waiting.
QUESTIONS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class ServingOptions:
    """Where the page is served, and to whom.

    Args:
        auth_file: Lines NAME:HASH as `dateline password` prints them; None asks for no password.
        open_to_all: Serve others without a password, because something else asks for it.
        questions_a_minute: Of one user; 0 sets no limit.
        data: Where conversations, evaluation runs and uploaded files are kept.
        suites: Folder of suites that the Evaluation room offers beside the bundled ones; None for none.
        folders: Of this machine, out of which the page's library may read.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    auth_file: Path | None = None
    open_to_all: bool = False
    questions_a_minute: int = QUESTIONS_A_MINUTE
    data: Path = field(default_factory=data_folder)
    suites: Path | None = None
    folders: tuple[Path, ...] = ()

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can reach the page."""
        return _is_loopback(self.host)

    @property
    def may_build(self) -> bool:
        """Tell whether readers may add to the index: those who sign in, or who can only be at this machine."""
        return self.auth_file is not None or (self.is_loopback and not self.open_to_all)


def conversations_file(data: Path) -> Path:
    """Return the file that keeps the conversations."""
    return data / "conversations.sqlite"


def suite_file(data: Path) -> Path:
    """Return the suite of judged answers, which `dateline eval run` reads."""
    return data / "feedback-suite.json"


def check_port(host: str, port: int, auth_file: Path | None, open_to_all: bool = False) -> None:
    """Refuse a port in use and an open address without a password file, before anything heavy is loaded.

    Args:
        open_to_all: Let others in without a password.

    Raises:
        SettingsError: The address is reachable by others and no `--auth` is given, or it is no address of this machine.
        DatelineError: Another program has the port.
    """
    if auth_file is None and not open_to_all and not _is_loopback(host):
        fix = "give --auth FILE, serve on 127.0.0.1, or give --open-to-all where something else asks for a password"
        raise SettingsError(f"{host} can be reached by others, and no password is set", where="--host", fix=fix)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: a port that a stopped one left a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            where = f"{host}:{port}"
            if error.errno == errno.EADDRINUSE:
                fix = f"stop the other program, or take another port: --port {port + 1}"
                raise DatelineError("another program is using this port", where=where, fix=fix) from error
            fix = "name an address of this machine and a port above 1023"
            raise SettingsError(f"cannot serve there: {error.strerror}", where=where, fix=fix) from error


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
