"""What the page shows that makes two accounts one: both as they are, and what would come of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from web.admin import pages
from web.parts import Fact, Text
from workflow.actions import merge_checks
from workflow.actions.finding import find
from workflow.insight import accounts
from workflow.kernel.ids import PublicId, is_public_id
from workflow.kernel.messages import Reason, plural, say
from workflow.models import Person
from workflow.policy import Actor, see
from workflow.policy.admin import PersonView


def page(session: Session, actor: Actor, kept_id: PublicId, other: str, words: str) -> dict[str, object]:
    """Give the choice of the other account, or both with the consequences. Raises NotFound."""
    kept = find(session, Person, kept_id)
    shown: dict[str, object] = {"person": see(actor, kept), "words": words, "closed": None, "found": []}
    if not is_public_id(PublicId(other)):
        return {**shown, "found": _called(session, actor, kept, words)}
    closed = find(session, Person, PublicId(other))
    found = merge_checks.consequences(session, kept, closed)
    own = actor.person_id in {kept.id, closed.id}
    against = [*found.against, *([OWN] if own else [])]
    return {**shown, "closed": see(actor, closed), "against": against, "facts": _facts(found)}


OWN = say("Nobody merges an account of his own. Ask another administrator.")


def _called(session: Session, actor: Actor, kept: Person, words: str) -> list[tuple[PersonView, str]]:
    """Give other accounts whose name or address has these words, with the address that mail goes to."""
    rows = accounts.search(session, words, None).rows if words.strip() else []
    others = [see(actor, row) for row in rows if row.id != kept.id and row.merged_at is None]
    return [(view, pages.primary_of(view)) for view in others]


def _facts(found: merge_checks.Consequences) -> list[Fact]:
    rows: list[tuple[Reason, Text]] = [
        (say("Addresses that move"), " · ".join(found.addresses)),
        (say("Roles"), plural("{n} role", "{n} roles", found.roles)),
        (say("Submissions"), plural("{n} submission", "{n} submissions", found.submissions)),
        (say("Reviews and invitations"), plural("{n} seat", "{n} seats", found.assignments)),
        (say("Declared conflicts"), plural("{n} declaration", "{n} declarations", found.conflicts)),
        (say("Mails that wait"), plural("{n} mail", "{n} mails", found.messages)),
        (say("Sign-ins that end"), plural("{n} browser", "{n} browsers", found.sign_ins)),
        (say("Place on the roster"), JOINED if found.joins_memberships else say("not on both accounts")),
    ]
    return [Fact(name=name, value=value) for name, value in rows]


JOINED = say("Both are on the roster: what either knows is kept, counts are added, the larger yearly cap holds.")
