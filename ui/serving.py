"""What must be right before a page is served: a free port, and a password wherever others can reach it."""

from __future__ import annotations

import errno
import ipaddress
import socket
from pathlib import Path

from index.errors import DatelineError, SettingsError


def check_port(host: str, port: int, auth_file: Path | None) -> None:
    """Refuse a port in use and an open address without a password file, before anything heavy is loaded.

    Raises:
        SettingsError: The address is reachable by others and no `--auth` is given, or it is no address of this machine.
        DatelineError: Another program has the port.
    """
    if auth_file is None and not _is_loopback(host):
        fix = "give --auth FILE, or serve on 127.0.0.1"
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


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
