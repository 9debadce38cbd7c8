"""Says what is wrong with a submission of a kind: its fields, and what they must say together."""

from __future__ import annotations

from collections.abc import Mapping

from config.forms import Field, Form
from workflow.kernel.messages import Reason, say
from workflow.rules.answers import Known, Problems, Values, problems
from workflow.rules.partial_dates import PartialDate

ONE_COUNTRY = frozenset({"national", "local"})
GLOBAL_COUNTRY = "global"


def fields_of(form: Form) -> Mapping[str, Field]:
    """Give the fields a kind asks for, by name, in the order of asking."""
    return {field.name: field for field in form.fields}


def submission_problems(form: Form, values: Values, known: Known, *, complete: bool = True) -> Problems:
    """Give what keeps a submission from being sent in, by field; for a draft only what cannot be read."""
    found = problems(form.fields, values, known, complete=complete)
    if not complete:
        return found
    return {**places_problem(values), **order_problem(values), **rights_problem(values), **found}


def places_problem(values: Values) -> Problems:
    """Give where scope, regions and countries contradict one another."""
    scope = values.get("scope")
    countries, regions = _listed(values.get("countries")), _listed(values.get("regions"))
    if GLOBAL_COUNTRY in countries and scope not in {"global", None}:
        return {"countries": say("Global is no country: choose the scope Global or take it out.")}
    if scope in ONE_COUNTRY and len(countries) != 1:
        return {"countries": say("Choose the one country it is about, or a wider scope.")}
    if scope == "regional" and not regions and len(countries) < 2:  # noqa: PLR2004 - one country is national
        return {"regions": say("Choose a region or several countries, or a narrower scope.")}
    return {}


def order_problem(values: Values) -> Problems:
    """Give where an end comes before its start."""
    start, end = (_sort_number(values.get(name)) for name in ("start_date", "end_date"))
    if start is None or end is None or end >= start:
        return {}
    return {} if _may_be_later(start, end) else {"end_date": say("The end comes before the start.")}


def rights_problem(values: Values) -> Problems:
    """Give where the rights statement needs more, or forbids what is sent along."""
    rights = values.get("rights")
    if rights == "open" and not str(values.get("rights_note") or "").strip():
        return {"rights_note": say("Name the licence.")}
    if rights == "link-only" and values.get("files"):
        return {"files": say("The hub may only link to it, so send a link and no file.")}
    return {}


def _listed(value: object) -> frozenset[str]:
    return frozenset(str(item) for item in value) if isinstance(value, list | tuple | set | frozenset) else frozenset()


def _sort_number(value: object) -> int | None:
    parsed: PartialDate | Reason | None = PartialDate.parse(value) if isinstance(value, str) else None
    date = value if isinstance(value, PartialDate) else parsed
    return date.sort_number if isinstance(date, PartialDate) else None


def _may_be_later(start: int, end: int) -> bool:
    """Say whether an end known less exactly (2019, 2019-12) may still follow the start."""
    if end % 10_000 == 0:
        return end // 10_000 >= start // 10_000
    return end % 100 == 0 and end // 100 >= start // 100
