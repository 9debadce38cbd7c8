"""One policy, for doing and for seeing: who may do what, and which field of which record each actor sees."""

from workflow.policy.actors import SYSTEM, VISITOR, Actor, link_actor, person_actor
from workflow.policy.permissions import MAY, Permission, is_visible, permits, require
from workflow.policy.relations import READS, facts_of
from workflow.policy.seeing import see
from workflow.policy.sight import View
from workflow.policy.submission import readable_version, stage_of

__all__ = [
    "MAY", "READS", "SYSTEM", "VISITOR", "Actor", "Permission", "View", "facts_of", "is_visible", "link_actor",
    "permits", "person_actor", "readable_version", "require", "see", "stage_of",
]  # fmt: skip
