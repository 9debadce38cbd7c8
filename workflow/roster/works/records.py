"""What a work is, and how an entry of any file becomes one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.kernel.messages import Reason, say
from workflow.rules.text import UNSTORABLE, link_problem, sort_text, tidy_line

LONGEST_TITLE = 500
LONGEST_ABSTRACT = 20_000
MOST_AUTHORS = 200

YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")

LANGUAGES = {
    "ar": ("ara", "arabic", "العربية"),
    "en": ("eng", "english", "american", "british"),
    "es": ("spa", "spanish", "español", "espanol"),
    "fr": ("fra", "fre", "french", "français", "francais"),
    "ru": ("rus", "russian", "русский"),
    "zh": ("zho", "chi", "chinese", "中文"),
}
"""How files name the languages that texts are compared in."""


@dataclass(frozen=True, slots=True)
class Work:
    """Something a reviewer wrote. What a file does not say is empty."""

    title: str
    abstract: str = ""
    year: int | None = None
    link: str = ""
    authors: tuple[str, ...] = ()
    doi: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file, and where: the number of the entry and its first line, both from 1."""

    entry: int | None
    line: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in a file: its place, and its texts by the names that `Work` has."""

    number: int
    line: int
    texts: Mapping[str, str]
    authors: Sequence[str] = ()

    def problem(self, reason: Reason) -> Problem:
        """Give a problem of this entry."""
        return Problem(self.number, self.line, reason)


def work_of(entry: Entry) -> tuple[Work | None, list[Problem]]:
    """Give the work of an entry, and what is wrong with it; without a usable title there is none."""
    texts = {name: _clean(text) for name, text in entry.texts.items()}
    title = texts.get("title", "")
    if not title:
        return None, [entry.problem(say("This entry has no title."))]
    if len(title) > LONGEST_TITLE:
        return None, [entry.problem(say("The title is longer than {longest} characters.", longest=LONGEST_TITLE))]
    doi, (link, wrong_link) = _doi(texts), _link(texts)
    problems = [entry.problem(reason) for reason in (*_cuts(texts), *wrong_link)]
    work = Work(
        title=title, abstract=texts.get("abstract", "")[:LONGEST_ABSTRACT], year=_year(texts.get("year", "")),
        link=link or (f"https://doi.org/{doi}" if doi else ""), doi=doi,
        authors=tuple(name for each in entry.authors[:MOST_AUTHORS] if (name := _clean(each))),
        language=_language(texts.get("language", "")),
    )  # fmt: skip
    return work, problems


def _clean(text: str) -> str:
    return tidy_line(UNSTORABLE.sub("", text))


def _cuts(texts: Mapping[str, str]) -> Iterator[Reason]:
    if len(texts.get("abstract", "")) > LONGEST_ABSTRACT:
        yield say("The abstract was cut after {longest} characters.", longest=LONGEST_ABSTRACT)


def _year(text: str) -> int | None:
    found = YEAR.search(text)
    return int(found[1]) if found else None


def _doi(texts: Mapping[str, str]) -> str:
    found = DOI.search(texts.get("doi", "")) or DOI.search(texts.get("link", ""))
    return found[0].rstrip(".,;)").lower() if found else ""


def _link(texts: Mapping[str, str]) -> tuple[str, list[Reason]]:
    link = texts.get("link", "")
    if not link:
        return "", []
    reason = link_problem(link)
    if reason is None:
        return link, []
    return "", [say("The link was left out: {reason}", reason=reason)]


def _language(text: str) -> str:
    name = text.casefold().replace("_", "-").split("-")[0].split(",")[0].strip()
    return next((code for code, names in LANGUAGES.items() if name == code or name in names), "")


def same_work(one: Work, other: Work) -> bool:
    """Say whether two are the same work: by DOI where both have one, by title otherwise."""
    if one.doi and other.doi:
        return one.doi == other.doi
    return title_key(one) == title_key(other)


def new_among(works: Iterable[Work], known: Iterable[Work]) -> list[Work]:
    """Give the works that are not among the known ones."""
    titles: dict[str, list[Work]] = {}
    for work in known:
        titles.setdefault(title_key(work), []).append(work)
    dois = {work.doi for namesakes in titles.values() for work in namesakes if work.doi}
    return [
        work
        for work in works
        if work.doi not in dois and not any(same_work(work, namesake) for namesake in titles.get(title_key(work), ()))
    ]


def title_key(work: Work) -> str:
    """Give the title without signs and case."""
    return " ".join(re.findall(r"\w+", sort_text(work.title))) or work.title
