from __future__ import annotations

import time
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.roster.works import records
from workflow.roster.works.latex import plain
from workflow.roster.works.parsing import LARGEST_FILE, MOST_ENTRIES, FileKind, Parsed, kind_of, parse
from workflow.roster.works.records import LONGEST_ABSTRACT, Work

BIB = r"""
@string{un = "United Nations"}
@comment{nothing}
@article{one,
  title    = {Labour migration in {S\~ao} Paulo},
  author   = {M{\"u}ller, Hans and Jos\'e Garc\'ia and {Barnes and Noble}},
  abstract = {About 50% of them, i.e. \$5 \& more.},
  date     = {2021-05-03},
  doi      = {https://doi.org/10.1234/ABC.5},
  language = {english},
}
@book{two, title = "Return -- and after", year = 2019, url = {https://example.org/a_b~c?x=1%20}}
"""
RIS = """TY  - JOUR
TI  - Labour migration
AU  - Müller, Hans
AU  - García, José
PY  - 2021/05/03/
AB  - First line
and the second.
DO  - 10.1234/abc
LA  - eng
ER  -

TY  - BOOK
T1  - Return
Y1  - 2019
UR  - https://example.org/return
ER  -
"""
CSV = """Title,Authors,Publication Year,Abstract Note,Url,DOI
"Labour migration, again","Müller, H.; García, J.",2021,"On two
lines",,10.1234/abc
Return,Tan and Li,n.d.,,https://example.org/return,
"""


def said(parsed: Parsed) -> list[tuple[int | None, int | None, str]]:
    return [(problem.entry, problem.line, str(problem.reason)) for problem in parsed.problems]


def titles(parsed: Parsed) -> list[str]:
    return [work.title for work in parsed.works]


def test_bibtex_is_read() -> None:
    found = parse(BIB.encode(), "bibtex")
    assert said(found) == []
    assert found.works == (
        Work(
            title="Labour migration in São Paulo", abstract="About 50% of them, i.e. $5 & more.", year=2021,
            authors=("Müller, Hans", "José García", "Barnes and Noble"), doi="10.1234/abc.5",
            link="https://doi.org/10.1234/abc.5", language="en",
        ),
        Work(title="Return – and after", year=2019, link="https://example.org/a_b~c?x=1%20"),
    )  # fmt: skip


def test_ris_is_read() -> None:
    found = parse(RIS.replace("\n", "\r\n").encode("utf-8-sig"), "ris")
    assert said(found) == []
    assert found.works == (
        Work(
            title="Labour migration", abstract="First line and the second.", year=2021, language="en",
            authors=("Müller, Hans", "García, José"), doi="10.1234/abc", link="https://doi.org/10.1234/abc",
        ),
        Work(title="Return", year=2019, link="https://example.org/return"),
    )  # fmt: skip


def test_csv_is_read() -> None:
    found = parse(CSV.encode(), "csv")
    assert said(found) == []
    assert found.works == (
        Work(
            title="Labour migration, again", abstract="On two lines", year=2021, doi="10.1234/abc",
            authors=("Müller, H.", "García, J."), link="https://doi.org/10.1234/abc",
        ),
        Work(title="Return", authors=("Tan", "Li"), link="https://example.org/return"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "heading", ["Title;Year", "TITLE\tYear", "title,year,,notes", "Année;Titre", "标题,年份", '"Title","Year"']
)
def test_columns_are_found_by_their_names(heading: str) -> None:
    first = heading.startswith("Année")
    separator = next(each for each in ";\t," if each in heading)
    row = separator.join(["2020", "Return"] if first else ["Return", "2020"])
    assert parse(f"{heading}\n{row}\n".encode(), "csv") == Parsed((Work(title="Return", year=2020),))


BROKEN_BIB = """@article{one, title = {One}, year = 2020}

@article{broken, title = {Never closed, year = 2021}

@article{three, title = {Three}}
@article{three, title = {Three with the same name}}
@article{five, title = {Five}, title = {Fünf}}
@article{six, year = 2020}
@article{seven, title = {Cut off
"""
BROKEN_RIS = """Exported by something
on two lines
TY  - JOUR
TI  - One
TY  - JOUR
TI  - Two
ER  -
stray
TY  - JOUR
PY  - 2020
ER  -
TY  - JOUR
TI  - Cut off"""
BROKEN_CSV = """title,year
One,2020
"Two" x,2020
"Never closed,2020
Four,2020

,2020
Six,2020
"""


@pytest.mark.parametrize(("text", "kind", "kept", "problems"), [
    (BROKEN_BIB, "bibtex", ["One", "Three", "Three with the same name", "Five"], [
        (2, 3, "This entry is broken: a brace or a quotation mark has no partner."),
        (5, 7, "Given twice: title. The first was taken."),
        (6, 8, "This entry has no title."),
        (7, 9, "This entry is broken: a brace or a quotation mark has no partner."),
    ]),
    (BROKEN_RIS, "ris", ["One", "Two", "Cut off"], [
        (None, 1, "This stands outside of any entry; an entry begins with TY."),
        (1, 3, "This entry has no end (ER); it was read as far as it goes."),
        (None, 8, "This stands outside of any entry; an entry begins with TY."),
        (3, 9, "This entry has no title."),
        (4, 12, "This entry has no end (ER); it was read as far as it goes."),
    ]),
    (BROKEN_CSV, "csv", ["One", "Four", "Six"], [
        (2, 3, "This line is broken: a quotation mark has no partner."),
        (3, 4, "This line is broken: a quotation mark has no partner."),
        (5, 7, "This entry has no title."),
    ]),
    ("", "bibtex", [], [(None, None, "There is no entry in this file.")]),
    ("nothing", "bibtex", [], [(None, None, "There is no entry in this file.")]),
    ("", "ris", [], [(None, None, "There is no entry in this file.")]),
    ("a,b\n1,2", "csv", [], [(None, 1, "The first line must name the columns, one of them “title”.")]),
    ("title", "csv", [], [(None, None, "There is no entry in this file.")]),
    ('"title', "csv", [], [(None, 1, "The first line must name the columns, one of them “title”.")]),
])  # fmt: skip
def test_what_is_broken_is_named_and_the_rest_is_kept(
    text: str, kind: FileKind, kept: list[str], problems: list[tuple[int | None, int | None, str]]
) -> None:
    found = parse(text.encode(), kind)
    assert titles(found) == kept
    assert said(found) == problems


@pytest.mark.parametrize(("one", "other", "again"), [
    ("title = {Return}", "title = {RETURN.}", True),
    ("title = {Return}, doi = {10.1234/a}", "title = {Otherwise}, doi = {doi:10.1234/A}", True),
    ("title = {Return}, doi = {10.1234/a}", "title = {Return}", True),
    ("title = {Editorial}, doi = {10.1234/a}", "title = {Editorial}, doi = {10.1234/b}", False),
    ("title = {Return}", "title = {Returns}", False),
    ("title = {移民}", "title = {发展}", False),
    ("title = {?}", "title = {!}", False),
])  # fmt: skip
def test_the_same_work_is_taken_once(one: str, other: str, *, again: bool) -> None:
    found = parse(f"@article{{a, {one}}}\n@article{{b, {other}}}".encode(), "bibtex")
    assert len(found.works) == 2 - again
    assert said(found) == ([(2, 2, "This is the same work as entry 1; it is taken once.")] if again else [])


@pytest.mark.parametrize(("latex", "text"), [
    (r"Caf\'e {\"u}ber \^{\i}le \c{c}a \v{S} \H o", "Café über île ça Š ő"),
    (r"\o{}re \L{}\'od\'z \ss \AA{} \aa", "øre Łódź ßÅ å"),
    (r"\emph{Who} \textbf{pays}?", "Who pays?"),
    (r"50\% \& 50% & more \_ \# \{x\}", "50% & 50% & more _ # {x}"),
    (r"from $5 to $6, \$7, $\alpha$ and $x$", "from $5 to $6, $7, α and x"),
    ("``Quoted'' 1--2 --- and~so \\\\ on", "“Quoted” 1–2 — and so on"),
    (r"\url{https://example.org} \unknown{kept} \'", r"https://example.org kept \'"),
    ("حقوق 移民 Ёлка 😀", "حقوق 移民 Ёлка 😀"),
    ("", ""),
])  # fmt: skip
def test_latex_is_read_as_it_is_meant(latex: str, text: str) -> None:
    assert " ".join(plain(latex).split()) == text


@pytest.mark.parametrize(("content", "kind", "works", "said_"), [
    ("@article{a, title={Café}}".encode("latin-1"), "bibtex", ["Café"],
     "The file is not in UTF-8. It was read as Western European: look at the accents."),
    ("@article{a, title={Café}}".encode("utf-16"), "bibtex", ["Café"], None),
    (b"@article{a, title={x\x00y\x07}}", "bibtex", ["xy"], None),
    (b"x" * (LARGEST_FILE + 1), "ris", [], "The file is larger than 2 MB."),
    (b"@article{a, title={" + b"x" * 501 + b"}}", "bibtex", [], "The title is longer than 500 characters."),
    (b"@article{a, title={x}, url={http://localhost/x}}", "bibtex", ["x"],
     "The link was left out: This is not the address of a public page."),
    (b"@article{a, title={x}, abstract={" + b"x " * LONGEST_ABSTRACT + b"}}", "bibtex", ["x"],
     f"The abstract was cut after {LONGEST_ABSTRACT} characters."),
])  # fmt: skip
def test_what_is_odd_is_said(content: bytes, kind: FileKind, works: list[str], said_: str | None) -> None:
    found = parse(content, kind)
    assert titles(found) == works
    assert [str(problem.reason) for problem in found.problems] == ([said_] if said_ else [])
    assert all(len(work.abstract) <= LONGEST_ABSTRACT for work in found.works)


@pytest.mark.parametrize(("kind", "entry"), [
    ("bibtex", "@article{{a{n}, title={{Title {n}}}}}\n"), ("ris", "TY  - JOUR\nTI  - Title {n}\nER  -\n"),
    ("csv", "Title {n}\n"),
])  # fmt: skip
def test_no_more_entries_than_the_limit_are_read(kind: FileKind, entry: str) -> None:
    text = ("title\n" if kind == "csv" else "") + "".join(entry.format(n=n) for n in range(MOST_ENTRIES + 5))
    found = parse(text.encode(), kind)
    assert len(found.works) == MOST_ENTRIES
    assert [(problem.entry, str(problem.reason)) for problem in found.problems] == [
        (MOST_ENTRIES + 1, f"Only the first {MOST_ENTRIES} entries were read.")
    ]


def test_a_file_of_countless_abbreviations_is_not_read_to_its_end() -> None:
    found = parse(b"@string{a = 1}\n" * 4000 + b"@article{a, title={x}}", "bibtex")
    assert said(found)[0] == (None, None, "This file has too many entries; only the first ones were read.")


@pytest.mark.parametrize(("name", "content", "kind"), [
    ("works.bib", "", "bibtex"), ("WORKS.RIS", "", "ris"), ("works.csv", "", "csv"), ("works.txt", RIS, "ris"),
    ("works.txt", BIB, "bibtex"), ("works.txt", CSV, None), ("works.docx", "PK", None),
])  # fmt: skip
def test_the_kind_of_a_file_is_told(name: str, content: str, kind: FileKind | None) -> None:
    assert kind_of(name, content.encode()) == kind


@pytest.mark.parametrize(("written", "language"), [
    ("eng", "en"), ("French", "fr"), ("es-ES", "es"), ("zh_CN", "zh"), ("русский", "ru"), ("العربية", "ar"),
    ("Klingon", ""), ("English, French", "en"), ("", ""),
])  # fmt: skip
def test_languages_are_known_by_many_names(written: str, language: str) -> None:
    (work,) = parse(f"title;language\nx;{written}".encode(), "csv").works
    assert work.language == language


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["@article{a,", "title={T},", "}", "{", '"', "\n", "TY  - JOUR\n", "ER  - \n", "TI  - x\n",
        "title,year\n", "a,b\n", "\\'", "$", "#", "é", "\x00"]), max_size=25).map("".join),
    st.sampled_from(get_args(FileKind)),
)  # fmt: skip
def test_no_file_is_too_broken_to_be_answered(text: str, kind: FileKind) -> None:
    found = parse(text.encode(), kind)
    assert found.works or found.problems
    assert all(work.title for work in found.works)
    assert found == parse(text.encode(), kind)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True), st.integers(0, 8))
def test_a_break_in_the_middle_takes_one_entry_at_most(numbers: list[int], where: int) -> None:
    good = [f"@article{{k{n}, title = {{Title {n}}}}}" for n in numbers]
    broken = [*good[:where], "@article{broken, title = {Never closed", *good[where:]]
    found = parse("\n".join(broken).encode(), "bibtex")
    assert titles(found) == [f"Title {n}" for n in numbers]
    assert len(found.problems) == 1


@pytest.mark.parametrize(
    "text", ["{" * 200_000, "@a{" * 600_000, '@a{b, t="' + '\\"' * 100_000, "\\'" * 100_000, '"\n' * 20_001]
)
@pytest.mark.parametrize("kind", get_args(FileKind))
def test_a_file_made_to_be_slow_is_not(text: str, kind: FileKind) -> None:
    start = time.process_time()
    parse(f"title\n{text}".encode() if kind == "csv" else text.encode(), kind)
    assert time.process_time() - start < 2


def test_the_longest_field_is_decoded_at_once() -> None:
    start = time.process_time()
    for sign in ("{", "\\'", "\\emph{", "$", "~", "\\", "- "):
        plain(sign * 200_000)
    assert time.process_time() - start < 3
    assert records.LONGEST_TITLE == 500
