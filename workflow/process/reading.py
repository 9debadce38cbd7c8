"""Reads a process from its table and checks it whole: every problem at once, each with file and row."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from workflow.kernel.errors import DomainError
from workflow.kernel.messages import N_, Reason, say
from workflow.process.definition import Known, Process, State, Transition


class Finding(NamedTuple):
    """A problem and the row it is in; an empty place is the table as a whole."""

    place: str
    problem: Reason


class InvalidProcess(DomainError):
    """A table that cannot be used; its reasons are all of its problems, each with file and row."""

    def __init__(self, file: str, findings: Collection[Finding]) -> None:
        self._reasons = tuple(
            say("{place}: {problem}", place=f"{file}: {place}" if place else file, problem=problem)
            for place, problem in findings
        )
        super().__init__("\n".join(map(str, self._reasons)))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every problem."""
        return self._reasons


class Kind(NamedTuple):
    """What a key may hold; `empty` stands in for it where it is missing or wrong."""

    fits: Callable[[Any], bool]
    wanted: Reason
    empty: Any


def _is_name(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*", value) is not None


def _are(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


NAME = Kind(_is_name, say("a name of small letters, digits and _"), "")
NAMES = Kind(_are(_is_name), say("a list of names"), [])
SOME_NAMES = Kind(lambda value: bool(value) and NAMES.fits(value), say("a list of at least one name"), [])
TEXT = Kind(lambda value: isinstance(value, str) and bool(value.strip()), say("a text"), "")
FLAG = Kind(lambda value: isinstance(value, bool), say("true or false"), False)  # noqa: FBT003 - stands in for it
TABLES = Kind(_are(lambda value: isinstance(value, dict)), say("an array of tables"), [])

PROCESS_KEYS = {"name": NAME, "title": TEXT, "initial": NAME, "path": NAMES, "state": TABLES, "transition": TABLES}
STATE_KEYS = {"name": NAME, "title": TEXT, "stage": TEXT, "closed": FLAG, "final": FLAG}
ROW_KEYS = {
    "trigger": NAME, "label": TEXT, "from": SOME_NAMES, "to": NAME, "by": SOME_NAMES, "needs": NAMES, "does": NAMES,
    "tells": NAMES, "asks": NAME, "back": FLAG, "warn": FLAG,
}  # fmt: skip
OPTIONAL = {"path", "closed", "final", "needs", "does", "tells", "asks", "back", "warn"}
RESERVED = {"state", "begin"}  # the attribute the machine moves, and the first line of every history
ASKABLE = {"", "reason"}


def parse(text: str, known: Known, *, file: str, version: int = 1) -> Process:
    """Give the process that a TOML text describes; raise InvalidProcess with everything that is wrong with it."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidProcess(file, [Finding("", say("this is not TOML: {error}", error=str(error)))]) from error
    findings: list[Finding] = []
    process = _build(data, version, findings)
    for check in (_check_states, _check_path, _check_rows, _check_ways):
        findings += check(process)
    findings += _check_names(process, known)
    if findings:
        raise InvalidProcess(file, findings)
    return process


def _build(data: Mapping[str, Any], version: int, findings: list[Finding]) -> Process:
    """Give the process as far as it can be read, noting what cannot."""
    top = _fields(data, PROCESS_KEYS, "", findings)
    states = [
        _fields(row, STATE_KEYS, f'state {n} "{row.get("name", "?")}"', findings)
        for n, row in enumerate(top["state"], 1)
    ]
    rows = [
        {"number": n, **_fields(row, ROW_KEYS, f'transition {n} "{row.get("trigger", "?")}"', findings)}
        for n, row in enumerate(top["transition"], 1)
    ]
    return Process(
        name=top["name"], version=version, title=top["title"], initial=top["initial"],
        path=tuple(top["path"]) or (top["initial"],),
        states=tuple(State(**state | {"closed": state["closed"] or state["final"]}) for state in states),
        transitions=tuple(Transition(sources=row.pop("from"), target=row.pop("to"), **row) for row in rows),
        digest=hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest(),
    )  # fmt: skip


def _fields(given: Mapping[str, Any], keys: Mapping[str, Kind], place: str, findings: list[Finding]) -> dict[str, Any]:
    """Give a value for every key, the empty one where the table's own is missing or of the wrong kind."""
    findings += [Finding(place, say("unknown key “{key}”", key=key)) for key in given if key not in keys]
    fields = {}
    for key, kind in keys.items():
        fits = key in given and kind.fits(given[key])
        if key in given and not fits:
            findings.append(Finding(place, say("“{key}” must be {wanted}", key=key, wanted=kind.wanted)))
        elif key not in given and key not in OPTIONAL:
            findings.append(Finding(place, say("“{key}” is missing", key=key)))
        value = given[key] if fits else kind.empty
        fields[key] = tuple(value) if isinstance(value, list) else value
    return fields


def _check_states(process: Process) -> Iterator[Finding]:
    """Find states named twice, and a beginning that is none."""
    names = [state.name for state in process.states]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        yield Finding("", say("there are two states “{state}”", state=name))
    if process.initial and process.initial not in names:
        yield Finding("", say("the initial state “{state}” is unknown", state=process.initial))


def _check_path(process: Process) -> Iterator[Finding]:
    """Find a path that does not begin at the beginning or that no row follows."""
    if process.state(process.initial) and process.path[0] != process.initial:
        yield Finding("", say("the path must begin with the initial state"))
    for here, there in pairwise(process.path):
        if not any(row.target == there for row in process.leaving(here)):
            yield Finding("", say("on the path, no row leads from “{source}” to “{target}”", source=here, target=there))


def _check_rows(process: Process) -> Iterator[Finding]:
    """Find rows that go nowhere, say a thing twice, or that nobody could take."""
    taken: dict[tuple[str, str], Transition] = {}
    for row in process.transitions:
        for name in (*row.sources, *filter(None, [row.target])):
            if process.state(name) is None:
                yield Finding(str(row), say("unknown state “{state}”", state=name))
        for source in row.sources:
            if (first := taken.setdefault((row.trigger, source), row)) is not row:
                yield Finding(str(row), say("leaves “{state}” like {row}", state=source, row=str(first)))
        if row.trigger in RESERVED:
            yield Finding(str(row), say("this word cannot be a trigger"))
        if row.asks and "system" in row.by:
            yield Finding(str(row), say("asks for a {field}, which the system cannot give", field=row.asks))


def _check_ways(process: Process) -> Iterator[Finding]:
    """Find states nobody reaches or leaves, and rows that leave a closed or final one as if it were open."""
    reached = _reachable(process)
    for state in process.states:
        ways_out = process.leaving(state.name)
        if state.name and state.name not in reached and process.state(process.initial):
            yield Finding("", say("state “{state}” cannot be reached", state=state.name))
        if state.name and not ways_out and not state.final:
            yield Finding("", say("state “{state}” has no way out and is not final", state=state.name))
        for row in ways_out:
            target = process.state(row.target)
            if state.final:
                yield Finding(str(row), say("leaves “{state}”, which is final", state=state.name))
            elif state.closed and not row.back and not (target and target.final):
                problem = say("leaves “{state}”, which is closed, but is not marked back", state=state.name)
                yield Finding(str(row), problem)


def _reachable(process: Process) -> set[str]:
    """Give the states that rows lead to from the initial one."""
    reached, waiting = {process.initial}, [process.initial]
    while waiting:
        new = {row.target for row in process.leaving(waiting.pop())} - reached
        reached |= new
        waiting += new
    return reached


def _check_names(process: Process, known: Known) -> Iterator[Finding]:
    """Find names of guards, effects, roles, audiences and questions that mean nothing."""
    for row in process.transitions:
        yield from _unknown(row, row.needs, known.guards, N_("unknown guard “{name}”"))
        yield from _unknown(row, row.does, known.effects, N_("unknown effect “{name}”"))
        yield from _unknown(row, row.by, known.roles, N_("unknown role “{name}”"))
        yield from _unknown(row, row.tells, known.audiences, N_("unknown audience “{name}”"))
        yield from _unknown(row, [row.asks], ASKABLE, N_("asks for “{name}”, which no form has"))


def _unknown(row: Transition, names: Collection[str], known: Collection[str], text: str) -> Iterator[Finding]:
    return (Finding(str(row), say(text, name=name)) for name in names if name not in known)
