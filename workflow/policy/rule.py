"""Rules that can be combined and read: `is_the_reviewer & ~conflicted`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

from workflow.policy.actors import Actor


@dataclass(frozen=True)
class Facts:
    """What relates an actor to one item; everything a rule may ask, and false unless it is known to be true."""

    system: bool = False
    signed_in: bool = False
    administrator: bool = False
    coordinator_somewhere: bool = False
    coordinator: bool = False
    """Coordinates the item's call, and is neither its submitter nor conflicted nor one of its reviewers."""
    chief: bool = False
    submitter: bool = False
    holds_status_link: bool = False
    invited: bool = False
    """Asked to review, by account or by link; has not answered yet or has accepted."""
    reviewer: bool = False
    """Signed in, and a seat of this item is or was his."""
    reader: bool = False
    """An accepted reviewer who has declared to be free of conflicts, or whose review is in."""
    conflicted: bool = False
    owner: bool = False
    """It is about this person: his application, membership, account, review or assignment."""
    bidder: bool = False
    """A member of the roster to whom this submission is open for bidding."""
    released: bool = False
    """A decision is released to the submitter."""
    public: bool = False
    """Published in the hub."""
    open_call: bool = False
    double: bool = False


@dataclass(frozen=True)
class Rule:
    """A yes or no about an actor and the facts that relate him to an item."""

    words: str
    holds: Callable[[Facts], bool]
    made_of: tuple[Rule, ...] = ()
    """The rules it joins, or the one it turns round."""

    def __call__(self, facts: Facts) -> bool:
        """Give the answer."""
        return self.holds(facts)

    def __and__(self, other: Rule) -> Rule:
        """Both hold."""
        return Rule(f"({self.words} and {other.words})", lambda facts: self.holds(facts) and other.holds(facts),
                    (self, other))  # fmt: skip

    def __or__(self, other: Rule) -> Rule:
        """One of them holds."""
        return Rule(f"({self.words} or {other.words})", lambda facts: self.holds(facts) or other.holds(facts),
                    (self, other))  # fmt: skip

    def __invert__(self) -> Rule:
        """It does not hold."""
        return Rule(f"not {self.words}", lambda facts: not self.holds(facts), (self,))


def fact(name: str) -> Rule:
    """Give the rule that a fact is true."""
    if name not in {field.name for field in fields(Facts)}:
        raise AttributeError(name)
    return Rule(name.replace("_", " "), lambda facts: bool(getattr(facts, name)))


anybody = Rule("anybody", lambda _facts: True)
nobody = Rule("nobody", lambda _facts: False)
system = fact("system")
signed_in = fact("signed_in")
administrator = fact("administrator")
coordinator_somewhere = fact("coordinator_somewhere")
coordinator = fact("coordinator")
chief = fact("chief")
submitter = fact("submitter")
holds_status_link = fact("holds_status_link")
invited = fact("invited")
reviewer = fact("reviewer")
reader = fact("reader")
conflicted = fact("conflicted")
owner = fact("owner")
bidder = fact("bidder")
released = fact("released")
public = fact("public")
open_call = fact("open_call")
double = fact("double")


def about_actor(actor: Actor) -> dict[str, bool]:
    """Give the facts that hold whatever the item is."""
    return {
        "system": actor.kind == "system",
        "signed_in": actor.is_signed_in,
        "administrator": actor.has_role("administrator"),
        "coordinator_somewhere": actor.has_role("coordinator") or actor.has_role("chief"),
    }
