"""Addresses of articles, in one form for one page, and the sites that they name."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# What links carry to tell where a reader came from; the page is the same without.
_TRACKING = (
    "utm_",
    "fbclid",
    "gclid",
    "mc_cid",
    "mc_eid",
    "igshid",
    "cmpid",
    "ocid",
    "xtor",
    "at_medium",
    "at_campaign",
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str | None:
    """Return an address without tracking, fragment, default port and capitals in the host; None when it is no address.

    Args:
        url: With or without its scheme.
    """
    if len(url.split()) != 1:
        return None
    url = url.strip()
    try:
        parts = urlsplit(url if "://" in url else f"https://{url.removeprefix('//')}")
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in _DEFAULT_PORTS or "." not in host:
        return None
    if port and port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{port}"
    query = _without_tracking(parts.query) if parts.query else ""
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, ""))


def _without_tracking(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not key.lower().startswith(_TRACKING)]
    return query if kept == pairs else urlencode(kept)


def site_of(url: str | None) -> str | None:
    """Return the site of an address, without `www.`: `https://www.example.com/a` -> `example.com`."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None
