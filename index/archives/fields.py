"""Field names of all the world's archives, and the record that a set of fields makes.

A JSON object, a table row or a front matter flows in; a record flows out, or the reject that says which field is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from index.archives.encoding import resolve_entities, whole_letters
from index.archives.markup import is_markup, text_of_markup
from index.archives.profile import FIELDS, Profile
from index.archives.urls import canonical_url, site_of
from index.dates import date_in_path, is_slashed, parse_date
from index.types import DateSpan, Record, Reject

# By our field, best first. Compared without case and without anything but letters and digits: `pub_date` is `pubdate`.
# From schema.org NewsArticle, Dublin Core, Open Graph, RSS, NewsAPI, GDELT, BEIR, CC-News and common exports.
ALIASES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name", "ogtitle", "dctitle", "heading", "subject", "titel", "überschrift"),
    "text": (
        *("text", "articlebody", "body", "content", "maintext", "fulltext", "articletext", "plaintext", "bodytext"),
        *("contenttext", "contenthtml", "story", "article", "paragraphs", "inhalt", "volltext"),
        *("passage", "document", "description", "abstract", "summary", "snippet", "lead", "teaser", "excerpt"),
    ),
    "published": (
        *("published", "datepublished", "publishedat", "publicationdate", "publishdate", "pubdate", "datepublish"),
        *("publishedon", "publisheddate", "publishedtime", "articlepublishedtime", "firstpublished", "dcdate"),
        *("dateissued", "issued", "date", "datum", "datetime", "timestamp", "time", "erschienen", "created"),
        *("createdat", "datecreated", "createdutc", "year", "jahr"),
    ),
    "source": (
        *("publisher", "source", "site", "sitename", "sourcename", "ogsitename", "website", "sourcedomain", "domain"),
        *("newspaper", "outlet", "publication", "publicationname", "dcpublisher", "quelle", "zeitung", "provider"),
    ),
    "authors": ("authors", "author", "byline", "creator", "dccreator", "writer", "autor", "autoren", "writtenby"),
    "url": ("url", "link", "canonicalurl", "mainentityofpage", "href", "weburl", "permalink", "uri", "ogurl"),
    "language": ("inlanguage", "language", "lang", "dclanguage", "languagecode", "langcode", "sprache"),
    "section": ("articlesection", "section", "category", "categories", "desk", "rubric", "ressort", "rubrik", "topic"),
    "outside_id": ("id", "docid", "docno", "identifier", "guid", "articleid", "uuid", "newid", "key"),
}
_OURS_BY_ALIAS = {alias: ours for ours, names in ALIASES.items() for alias in names}
_NO_VALUE = {"", "-", "--", "?", "none", "null", "nan", "n/a", "na", "unknown", "undated", "0000-00-00", "n.d.", "nil"}
_LONGEST_NO_VALUE = max(map(len, _NO_VALUE))
_NOT_LETTERS = re.compile(r"[\W_]+")
_LANGUAGE_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
_LANGUAGE_NAMES = {
    **{"english": "en", "german": "de", "deutsch": "de", "french": "fr", "spanish": "es", "italian": "it"},
    **{"portuguese": "pt", "dutch": "nl", "polish": "pl", "russian": "ru", "chinese": "zh", "arabic": "ar"},
    **{"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt"},
    **{"nld": "nl", "dut": "nl", "pol": "pl", "rus": "ru", "zho": "zh", "chi": "zh", "ara": "ar", "tur": "tr"},
}
_DEPTH = 8  # lists and objects within one another that may still hold a text; a deeper one was made to break readers
_NESTED = (dict, list, Mapping)  # a dict is told before the slower question whether something is like one
_SHOWN_VALUE = 60  # characters of a bad value in a reason
_KNOWN_SHAPES = 1000  # sets of keys that one file's records are remembered by; more are looked up anew


def no_text_among(names: FieldNames, columns: Sequence[str]) -> str | None:
    """Return the reason against a table of which no column holds text or titles; None where one does."""
    if {ours for ours, key in names.find(tuple(columns)) if key.split(".")[0] in columns} & {"text", "title"}:
        return None
    shown = ", ".join(columns[:12])
    return f"no column holds text or titles: {shown}; name one with --map text=COLUMN"


class FieldNames:
    """Finds our fields in records of one file, remembering what each set of keys means.

    Args:
        profile: What is known of the archive; None for nothing.
    """

    def __init__(self, profile: Profile | None = None) -> None:
        """Know no set of keys yet."""
        self._profile = profile or Profile()
        self._mapping = self._profile.fields
        self._known: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}

    def find(self, keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Return pairs of our field and the archive's key for it, best first within a field."""
        found = self._known.get(keys)
        if found is None:
            found = self._look_up(keys)
            if len(self._known) < _KNOWN_SHAPES:
                self._known[keys] = found
        return found

    def _look_up(self, keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        ranked: dict[str, list[tuple[int, str]]] = {ours: [] for ours in FIELDS}
        for key in keys:
            alias = _NOT_LETTERS.sub("", key.split(":")[-1]).lower()
            alias = alias if alias in _OURS_BY_ALIAS else _NOT_LETTERS.sub("", key).lower()
            ours = _OURS_BY_ALIAS.get(alias)
            if ours and ours not in self._mapping:
                ranked[ours].append((ALIASES[ours].index(alias), key))
        found = [(ours, key) for ours, key in self._mapping.items()]
        found.extend((ours, key) for ours in FIELDS for _, key in sorted(ranked[ours]))
        return tuple(found)

    def record(self, fields: Mapping[str, Any], place: str, *, path: str = "") -> Record | Reject:
        """Return the record that one set of fields makes.

        Args:
            fields: Key to value; values may be objects and lists, as JSON-LD has them.
            place: For the record, and for the reject that says which field is wrong.
            path: The file's path, for a date in its name when no field has one.
        """
        values: dict[str, tuple[str, Any]] = {}
        pairs = self.find(tuple(fields))
        if self._profile.on_fields:
            self._profile.on_fields(fields, pairs)
        for ours, key in pairs:
            if ours not in values and (value := value_at(fields, key)) is not None:
                values[ours] = (key, value)
        title = _plain(values["title"][1]) if "title" in values else None
        text = _prose(values["text"][1]) if "text" in values else ""
        if not text.strip() and not (title and title.strip()):
            return Reject(place, self._nothing_in(fields))
        url = canonical_url(_plain(values["url"][1]) or "") if "url" in values else None
        published = written = None
        if "published" in values:
            key, value = values["published"]
            published = date_of(value)
            shown = value if isinstance(value, str) else _plain(value) or ""
            written = shown if is_slashed(shown) else None
            if published is None:
                return Reject(place, not_a_date(key, value))
        else:
            published = date_in_path(url or "") or date_in_path(path)
        source = _plain(values["source"][1]) if "source" in values else None
        return Record(
            place=place,
            text=text,
            title=title,
            published=published,
            source=source or site_of(url),
            authors=_names(values["authors"][1]) if "authors" in values else (),
            url=url,
            language=language_of(_plain(values["language"][1])) if "language" in values else None,
            section=_plain(values["section"][1]) if "section" in values else None,
            outside_id=_plain(values["outside_id"][1]) if "outside_id" in values else None,
            written_date=written,
        )

    def _nothing_in(self, fields: Mapping[str, Any]) -> str:
        if not fields:
            return "neither text nor title: the record has no fields"
        if any(ours in ("text", "title") for ours, _ in self.find(tuple(fields))):
            return "neither text nor title"
        keys = ", ".join(list(fields)[:12])
        return f"neither text nor title among the fields {keys}; name them with --map text=FIELD"


def date_of(value: Any) -> DateSpan | None:
    """Return the date that a field's value gives, as text, as a number of seconds, or as milliseconds; else None."""
    if isinstance(value, DateSpan):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _date_of_number(value)
    text = _plain(value) or ""
    if text.isdecimal() and len(text) >= 9 and len(text) != 14:
        return _date_of_number(int(text))
    return parse_date(text, "markup")


def _date_of_number(number: float) -> DateSpan | None:
    if 1000 <= number <= 9999 or 1000_01_01 <= number <= 9999_12_31:
        return parse_date(str(int(number)), "markup")
    # Seconds since 1970 have 9 or 10 digits from 1973 to 2286; each thousandfold is a finer unit.
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        if 1e8 <= abs(number) / unit < 1e10:
            day = datetime.fromtimestamp(number / unit, UTC).date()
            return DateSpan(day, day, "day", "markup")
    return None


def not_a_date(field: str, value: Any) -> str:
    """Return the reason against a field whose value is no date."""
    shown = str(value)
    shown = shown if len(shown) <= _SHOWN_VALUE else shown[:_SHOWN_VALUE] + "…"
    fix = "write it as YYYY, YYYY-MM or YYYY-MM-DD, or name another field with --map published=FIELD"
    return f'field "{field}" is "{shown}", not a date; {fix}'


def language_of(value: str | None) -> str | None:
    """Return a BCP-47 tag for `en`, `en_US`, `eng` or `English`; None for anything else."""
    name = (value or "").strip()
    if name.lower() in _LANGUAGE_NAMES:
        return _LANGUAGE_NAMES[name.lower()]
    tag = _LANGUAGE_TAG.fullmatch(name)
    if not tag or name.lower() == "und":
        return None
    primary = tag[1].lower()
    return _LANGUAGE_NAMES.get(primary, primary) + name[len(tag[1]) :].replace("_", "-")


def value_at(fields: Mapping[str, Any], key: str) -> Any:
    """Return what a key, or a path of keys with dots, holds; None when it holds nothing."""
    value: Any = fields.get(key)
    if isinstance(value, str):
        return _unless_void(value)
    if value is None and "." in key:
        value = fields
        for part in key.split("."):
            value = value[0] if isinstance(value, list) and value else value
            value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, str):
            return _unless_void(value)
    return None if value in ([], {}) else value


def _unless_void(value: str) -> str | None:
    if len(value) > _LONGEST_NO_VALUE and value[0] > " " and value[-1] > " ":
        return value
    bare = value.strip()
    return None if len(bare) <= _LONGEST_NO_VALUE and bare.lower() in _NO_VALUE else value


def _plain(value: Any, depth: int = _DEPTH) -> str | None:
    """Return one line for a value that may be a list or an object: its name, its first entry."""
    if isinstance(value, str):
        return resolve_entities(whole_letters(value)).strip() or None
    if value is None or isinstance(value, bool):
        return None
    if not isinstance(value, _NESTED):
        return str(value)
    if not depth:
        return None
    if isinstance(value, list):
        return next((plain for part in value if (plain := _plain(part, depth - 1))), None)
    names = ("name", "title", "rendered", "@value", "#text", "@id", "url", "id")
    return next((plain for name in names if (plain := _plain(value.get(name), depth - 1))), None)


def _prose(value: Any, depth: int = _DEPTH) -> str:
    """Return the text of a value: a list is one paragraph an entry."""
    if isinstance(value, str):
        text = whole_letters(value)
        return text_of_markup(text) if is_markup(text) else resolve_entities(text)
    if value is None or isinstance(value, bool):
        return ""
    if not isinstance(value, _NESTED):
        return str(value)
    if not depth:
        return ""
    if isinstance(value, list):
        return "\n\n".join(prose for part in value if (prose := _prose(part, depth - 1)))
    names = ("text", "articleBody", "rendered", "@value", "#text")
    return next((_prose(value[name], depth - 1) for name in names if name in value), "")


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        names = [part for part in re.split(r"\s*[;|]\s*|\s+(?:and|und|&)\s+", value)]
    else:
        names = [_plain(part) or "" for part in (value if isinstance(value, list) else [value])]
    cleaned = (re.sub(r"^(?:by|von)\s+", "", name.strip(), flags=re.IGNORECASE) for name in names)
    return tuple(dict.fromkeys(resolve_entities(whole_letters(name)) for name in cleaned if name))
