"""Passwords for the page: hashed with scrypt, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from index.errors import SettingsError

# scrypt's cost: 16 MiB and about 50 ms a try (OWASP's least is N = 2^14 with r = 8, p = 5).
_COST = {"n": 2**14, "r": 8, "p": 5}
_FIX = "make a line with: dateline password NAME"


def password_line(name: str, password: str) -> str:
    """Return the line of an `--auth` file for a user.

    Raises:
        SettingsError: The name is empty or holds a colon, or the password is empty.
    """
    if not name or ":" in name or not password:
        raise SettingsError("a name without colon and a password are needed", where="password", fix=_FIX)
    salt = secrets.token_bytes(16)
    return f"{name}:scrypt:{salt.hex()}:{_hash(password, salt).hex()}"


def read_auth_file(path: Path) -> dict[str, tuple[bytes, bytes]]:
    """Return (salt, hash) of each user of an `--auth` file.

    Raises:
        SettingsError: The file cannot be read, holds nobody, or a line is not one of `password_line`.
    """
    users = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the password file cannot be read: {error}", where=str(path), fix=_FIX) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, kind, salt, digest = line.strip().split(":")
            if kind != "scrypt":
                raise ValueError(kind)
            users[name] = (bytes.fromhex(salt), bytes.fromhex(digest))
        except ValueError as error:
            raise SettingsError(
                "the line is no user with a hashed password", where=f"{path}:{number}", fix=_FIX
            ) from error
    if not users:
        raise SettingsError("the password file names nobody", where=str(path), fix=_FIX)
    return users


def check_password(users: dict[str, tuple[bytes, bytes]], name: str, password: str) -> bool:
    """Tell whether a password is a user's; an unknown name takes as long as a wrong password."""
    salt, expected = users.get(name, (b"\x00" * 16, b""))
    return hmac.compare_digest(_hash(password, salt), expected)


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, maxmem=64 << 20, **_COST)
