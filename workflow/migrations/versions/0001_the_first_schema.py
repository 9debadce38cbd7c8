"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.models.base import Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_kind_subject_at", "attempt", ["kind", "subject", "at"], unique=False)
    op.create_table(
        "beat",
        sa.Column("worker", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_beat")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("answer", Json, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("holder", "key", name="one_answer_per_holder_and_key"),
    )
    op.create_index(op.f("ix_idempotency_key_at"), "idempotency_key", ["at"], unique=False)
    op.create_table(
        "log_anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changed", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_anchor")),
    )
    op.create_table(
        "log_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_chain")),
        sa.UniqueConstraint("item_kind", "item_id", name="one_chain_per_item"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("ror", sa.String(length=32), nullable=True),
        sa.Column("domains", Json, nullable=False),
        sa.CheckConstraint("side IN ('internal', 'external')", name=op.f("an_organisation_has_a_side")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("organisation_name_is_unique")),
        sa.UniqueConstraint("public_id", name=op.f("organisation_public_id_is_unique")),
        sa.UniqueConstraint("ror", name=op.f("organisation_ror_is_unique")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("theme", sa.String(length=8), nullable=False),
        sa.Column("orcid", sa.String(length=19), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("suspended_at", UtcDateTime(), nullable=True),
        sa.Column("last_seen_at", UtcDateTime(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(merged_into_id IS NULL) = (merged_at IS NULL)", name=op.f("a_merged_account_points_to_another")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("nobody_is_merged_into_himself")),
        sa.CheckConstraint("merged_at IS NULL OR suspended_at IS NOT NULL", name=op.f("a_merged_account_is_closed")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("person_merged_into_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("public_id", name=op.f("person_public_id_is_unique")),
    )
    op.create_index(op.f("ix_person_merged_into_id"), "person", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"], unique=False)
    op.create_index(op.f("ix_person_orcid"), "person", ["orcid"], unique=False)
    op.create_table(
        "process_version",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("process_versions_count_from_one")),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_process_version")),
        sa.UniqueConstraint("name", "digest", name="a_process_text_is_stored_once"),
    )
    op.create_table(
        "review_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", Json, nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_form")),
        sa.UniqueConstraint("name", "version", name="versions_of_a_form_are_numbered"),
    )
    op.create_table(
        "stamp",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stamp")),
    )
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vocabulary", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("labels", Json, nullable=False),
        sa.Column("titles", Json, nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("vocabulary", "key", name="one_term_per_vocabulary_and_key"),
    )
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("normal_form", sa.String(length=254), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("address_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("normal_form", name="one_person_per_address"),
    )
    op.create_index(op.f("ix_address_mailbox"), "address", ["mailbox"], unique=False)
    op.create_index(op.f("ix_address_person_id"), "address", ["person_id"], unique=False)
    op.create_index(
        "one_primary_address_per_person",
        "address",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("is_primary"),
        sqlite_where=sa.text("is_primary"),
    )
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("answers_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_since", UtcDateTime(), nullable=False),
        sa.Column("process_name", sa.String(length=40), nullable=False),
        sa.Column("process_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("a_decided_application_has_a_person")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("application_decided_by_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("application_person_id_exists")),
        sa.ForeignKeyConstraint(
            ["process_name", "process_version"],
            ["process_version.name", "process_version.version"],
            name="application_follows_a_stored_process",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("public_id", name=op.f("application_public_id_is_unique")),
    )
    op.create_index(op.f("ix_application_person_id"), "application", ["person_id"], unique=False)
    op.create_index(
        "one_open_application_per_person",
        "application",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open"),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("process_name", sa.String(length=40), nullable=False),
        sa.Column("review_form_id", sa.Integer(), nullable=False),
        sa.Column("anonymity", sa.String(length=8), nullable=False),
        sa.Column("panel_rule", Json, nullable=False),
        sa.Column("next_in_line", sa.String(length=8), nullable=False),
        sa.Column("bidding", sa.Boolean(), nullable=False),
        sa.Column("quorum", Json, nullable=False),
        sa.Column("dispute_rule", Json, nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("decision_days", sa.Integer(), nullable=False),
        sa.Column("screening_days", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("anonymity IN ('open', 'single', 'double')", name=op.f("an_anonymity_is_known")),
        sa.CheckConstraint(
            "answer_days > 0 AND review_days > 0 AND grace_days >= 0", name=op.f("due_days_are_positive")
        ),
        sa.CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name=op.f("a_call_closes_after_it_opens")),
        sa.CheckConstraint(
            "next_in_line IN ('suggest', 'invite')", name=op.f("what_becomes_of_the_next_in_line_is_known")
        ),
        sa.ForeignKeyConstraint(["review_form_id"], ["review_form.id"], name=op.f("call_review_form_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("public_id", name=op.f("call_public_id_is_unique")),
        sa.UniqueConstraint("slug", name=op.f("call_slug_is_unique")),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("target", sa.String(length=24), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("log_entry_actor_id_exists")),
        sa.ForeignKeyConstraint(["chain_id"], ["log_chain.id"], name=op.f("log_entry_chain_id_exists")),
        sa.ForeignKeyConstraint(["on_behalf_of_id"], ["person.id"], name=op.f("log_entry_on_behalf_of_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("chain_id", "sequence", name="entries_of_a_chain_are_numbered"),
    )
    op.create_index(op.f("ix_log_entry_actor_id"), "log_entry", ["actor_id"], unique=False)
    op.create_index("ix_log_entry_chain_at", "log_entry", ["chain_id", "at"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("background", sa.String(length=16), nullable=False),
        sa.Column("descriptor", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("years", sa.String(length=10), nullable=False),
        sa.Column("gender", sa.String(length=16), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("trial_until", sa.Date(), nullable=True),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("renewal_asked_at", UtcDateTime(), nullable=True),
        sa.Column("yearly_cap", sa.Integer(), nullable=False),
        sa.Column("minimum_interval_days", sa.Integer(), nullable=False),
        sa.Column("skip_until", sa.Date(), nullable=True),
        sa.Column("ask_next", sa.Boolean(), nullable=False),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("listed_since", UtcDateTime(), nullable=True),
        sa.Column("last_asked_at", UtcDateTime(), nullable=True),
        sa.Column("asked_count", sa.Integer(), nullable=False),
        sa.Column("accepted_count", sa.Integer(), nullable=False),
        sa.Column("handed_in_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_since", UtcDateTime(), nullable=False),
        sa.Column("process_name", sa.String(length=40), nullable=False),
        sa.Column("process_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("side IN ('internal', 'external')", name=op.f("a_member_has_a_side")),
        sa.CheckConstraint("yearly_cap >= 0 AND minimum_interval_days >= 0", name=op.f("limits_are_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("membership_organisation_id_exists")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("membership_person_id_exists")),
        sa.ForeignKeyConstraint(
            ["process_name", "process_version"],
            ["process_version.name", "process_version.version"],
            name="membership_follows_a_stored_process",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("person_id", name="one_membership_per_person"),
        sa.UniqueConstraint("public_id", name=op.f("membership_public_id_is_unique")),
    )
    op.create_index(op.f("ix_membership_renewal_on"), "membership", ["renewal_on"], unique=False)
    op.create_index(op.f("ix_membership_side"), "membership", ["side"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_epoch", sa.Integer(), nullable=True),
        sa.CheckConstraint("(opened_by_id IS NULL) = (opened_epoch IS NULL)", name=op.f("who_opened_it_was_signed_in")),
        sa.CheckConstraint("opened_by_id <> person_id", name=op.f("nobody_acts_for_himself")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("sign_in_opened_by_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("sign_in_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("digest", name=op.f("sign_in_digest_is_unique")),
        sa.UniqueConstraint("public_id", name=op.f("sign_in_public_id_is_unique")),
    )
    op.create_index(op.f("ix_sign_in_person_id"), "sign_in", ["person_id"], unique=False)
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("an_absence_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("absence_membership_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("public_id", name=op.f("absence_public_id_is_unique")),
    )
    op.create_index(op.f("ix_absence_membership_id"), "absence", ["membership_id"], unique=False)
    op.create_table(
        "application_screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("screener_id", sa.Integer(), nullable=False),
        sa.Column("approves", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("application_screening_application_id_exists")
        ),
        sa.ForeignKeyConstraint(["screener_id"], ["person.id"], name=op.f("application_screening_screener_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_screening")),
        sa.UniqueConstraint("application_id", "screener_id", name="one_screening_per_person"),
    )
    op.create_table(
        "capacity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken BETWEEN 0 AND cap", name=op.f("nobody_is_asked_beyond_his_cap")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("capacity_membership_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity")),
        sa.UniqueConstraint("membership_id", "year", name="one_capacity_per_member_and_year"),
    )
    op.create_table(
        "expertise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("a_level_is_one_to_three")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("expertise_membership_id_exists")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("expertise_term_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expertise")),
        sa.UniqueConstraint("membership_id", "term_id", name="a_topic_is_claimed_once"),
    )
    op.create_index(op.f("ix_expertise_term_id"), "expertise", ["term_id"], unique=False)
    op.create_table(
        "language_skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("proficiency", sa.Integer(), nullable=False),
        sa.CheckConstraint("proficiency BETWEEN 1 AND 3", name=op.f("a_proficiency_is_one_to_three")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("language_skill_membership_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_skill")),
        sa.UniqueConstraint("membership_id", "language", name="a_language_is_named_once"),
    )
    op.create_table(
        "log_payload",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("payload", Json, nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["log_entry.id"], name=op.f("log_payload_entry_id_exists")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_log_payload")),
    )
    op.create_table(
        "member_region",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("member_region_membership_id_exists")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("member_region_term_id_exists")),
        sa.PrimaryKeyConstraint("membership_id", "term_id", name=op.f("pk_member_region")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("name IN ('coordinator', 'chief', 'administrator')", name=op.f("a_role_is_known")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("role_call_id_exists")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("role_given_by_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("role_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    op.create_index(op.f("ix_role_call_id"), "role", ["call_id"], unique=False)
    op.create_index(op.f("ix_role_person_id"), "role", ["person_id"], unique=False)
    op.create_index(
        "one_role_per_person_and_call",
        "role",
        ["person_id", "name", "call_id"],
        unique=True,
        postgresql_where=sa.text("call_id IS NOT NULL"),
        sqlite_where=sa.text("call_id IS NOT NULL"),
    )
    op.create_index(
        "one_role_per_person_everywhere",
        "role",
        ["person_id", "name"],
        unique=True,
        postgresql_where=sa.text("call_id IS NULL"),
        sqlite_where=sa.text("call_id IS NULL"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("submitter_id", sa.Integer(), nullable=False),
        sa.Column("handling_coordinator_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=24), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_from", sa.String(length=24), nullable=True),
        sa.Column("result_opened_at", UtcDateTime(), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("waits_for", sa.String(length=12), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("needs_screening", sa.Boolean(), nullable=False),
        sa.Column("needs_reviewers", sa.Boolean(), nullable=False),
        sa.Column("panel_incomplete", sa.Boolean(), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("to_release", sa.Boolean(), nullable=False),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        sa.Column("clarification_open", sa.Boolean(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("answer_due_at", UtcDateTime(), nullable=True),
        sa.Column("review_due_at", UtcDateTime(), nullable=True),
        sa.Column("panel_open", sa.Integer(), nullable=False),
        sa.Column("seats", Json, nullable=False),
        sa.Column("quotas", Json, nullable=False),
        sa.Column("reviews_in", sa.Integer(), nullable=False),
        sa.Column("score_mean", sa.Double(), nullable=True),
        sa.Column("score_median", sa.Double(), nullable=True),
        sa.Column("score_spread", sa.Double(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_since", UtcDateTime(), nullable=False),
        sa.Column("process_name", sa.String(length=40), nullable=False),
        sa.Column("process_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (reference IS NULL)", name=op.f("a_reference_is_given_when_sent_in")
        ),
        sa.CheckConstraint(
            "panel_open >= 0 AND unanswered >= 0 AND reviews_in >= 0", name=op.f("standing_counts_from_zero")
        ),
        sa.CheckConstraint("removed_at IS NULL OR submitted_at IS NULL", name=op.f("only_drafts_are_removed")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("submission_call_id_exists")),
        sa.ForeignKeyConstraint(
            ["handling_coordinator_id"], ["person.id"], name=op.f("submission_handling_coordinator_id_exists")
        ),
        sa.ForeignKeyConstraint(
            ["process_name", "process_version"],
            ["process_version.name", "process_version.version"],
            name="submission_follows_a_stored_process",
        ),
        sa.ForeignKeyConstraint(["submitter_id"], ["person.id"], name=op.f("submission_submitter_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("public_id", name=op.f("submission_public_id_is_unique")),
        sa.UniqueConstraint("reference", name=op.f("submission_reference_is_unique")),
    )
    op.create_index(op.f("ix_submission_call_id"), "submission", ["call_id"], unique=False)
    op.create_index(
        "ix_submission_desk",
        "submission",
        [
            "call_id",
            "due_at",
            "public_id",
            "submitted_at",
            "created_at",
            "submitter_id",
            "state",
            "waits_for",
            "needs_screening",
            "needs_reviewers",
            "panel_incomplete",
            "is_ready",
            "to_release",
            "is_disputed",
            "clarification_open",
            "unanswered",
            "answer_due_at",
            "review_due_at",
            "handling_coordinator_id",
            "is_open",
            "id",
        ],
        unique=False,
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open = 1"),
    )
    op.create_index(
        op.f("ix_submission_handling_coordinator_id"), "submission", ["handling_coordinator_id"], unique=False
    )
    op.create_index(op.f("ix_submission_submitter_id"), "submission", ["submitter_id"], unique=False)
    op.create_table(
        "clarification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("clarification_asked_by_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("clarification_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
        sa.UniqueConstraint("public_id", name=op.f("clarification_public_id_is_unique")),
    )
    op.create_index(op.f("ix_clarification_submission_id"), "clarification", ["submission_id"], unique=False)
    op.create_table(
        "contributor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("orcid", sa.String(length=19), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("contributor_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
        sa.UniqueConstraint("submission_id", "position", name="contributors_are_in_an_order"),
    )
    op.create_index(op.f("ix_contributor_name_key"), "contributor", ["name_key"], unique=False)
    op.create_index(op.f("ix_contributor_orcid"), "contributor", ["orcid"], unique=False)
    op.create_table(
        "bid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=12), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("wish IN ('interested', 'maybe', 'not_for_me')", name=op.f("a_wish_is_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("bid_person_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("bid_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint("submission_id", "person_id", name="one_bid_per_person_and_submission"),
    )
    op.create_index(op.f("ix_bid_person_id"), "bid", ["person_id"], unique=False)
    op.create_table(
        "conflict_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('same_person', 'contributor', 'same_organisation', 'same_domain', 'co_author', 'opposed')",
            name=op.f("only_detected_conflicts_are_overridden"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("an_override_has_a_reason")),
        sa.CheckConstraint("expires_at > approved_at", name=op.f("an_override_expires_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("conflict_override_approved_by_id_exists")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("conflict_override_person_id_exists")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("conflict_override_submission_id_exists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_override")),
        sa.UniqueConstraint("public_id", name=op.f("conflict_override_public_id_is_unique")),
    )
    op.create_index(op.f("ix_conflict_override_person_id"), "conflict_override", ["person_id"], unique=False)
    op.create_index(op.f("ix_conflict_override_submission_id"), "conflict_override", ["submission_id"], unique=False)
    op.create_index(
        "one_override_in_force",
        "conflict_override",
        ["submission_id", "person_id", "kind"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "member_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("mark BETWEEN 1 AND 5", name=op.f("a_mark_is_one_to_five")),
        sa.CheckConstraint("text <> '' OR mark IS NOT NULL", name=op.f("a_note_says_something")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("member_note_author_id_exists")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("member_note_membership_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_note")),
        sa.UniqueConstraint("public_id", name=op.f("member_note_public_id_is_unique")),
    )
    op.create_index(op.f("ix_member_note_membership_id"), "member_note", ["membership_id"], unique=False)
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("rows", Json, nullable=False),
        sa.Column("made", Json, nullable=False),
        sa.Column("new_members", sa.Integer(), nullable=False),
        sa.Column("changed_members", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name=op.f("who_took_a_table_is_known")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("who_undid_a_table_is_known")),
        sa.CheckConstraint(
            "undone_at IS NULL OR taken_at IS NOT NULL", name=op.f("only_a_table_that_was_taken_is_undone")
        ),
        sa.CheckConstraint("new_members >= 0 AND changed_members >= 0", name=op.f("a_table_counts_from_zero")),
        sa.ForeignKeyConstraint(["read_by_id"], ["person.id"], name=op.f("roster_import_read_by_id_exists")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("roster_import_taken_by_id_exists")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("roster_import_undone_by_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
        sa.UniqueConstraint("public_id", name=op.f("roster_import_public_id_is_unique")),
    )
    op.create_index(op.f("ix_roster_import_read_by_id"), "roster_import", ["read_by_id"], unique=False)
    op.create_table(
        "member_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("authors", Json, nullable=False),
        sa.Column("author_keys", sa.Text(), nullable=False),
        sa.Column("doi", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.Column("text_key", sa.String(length=64), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("origin IN ('hand', 'bibtex', 'ris', 'csv')", name=op.f("a_work_comes_from_somewhere")),
        sa.CheckConstraint("title <> ''", name=op.f("a_work_has_a_title")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("member_work_membership_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_work")),
        sa.UniqueConstraint("public_id", name=op.f("member_work_public_id_is_unique")),
    )
    op.create_index(
        "a_doi_stands_once_a_member",
        "member_work",
        ["membership_id", "doi"],
        unique=True,
        postgresql_where=sa.text("doi <> ''"),
        sqlite_where=sa.text("doi <> ''"),
    )
    op.create_index(op.f("ix_member_work_membership_id"), "member_work", ["membership_id"], unique=False)
    op.create_index(op.f("ix_member_work_text_key"), "member_work", ["text_key"], unique=False)
    op.create_table(
        "work_import",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("works", Json, nullable=False),
        sa.Column("problems", Json, nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("work_import_membership_id_exists")),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_work_import")),
    )
    op.create_table(
        "text_statistic",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_text_statistic")),
    )
    op.create_index(op.f("ix_text_statistic_language"), "text_statistic", ["language"], unique=False)
    op.create_table(
        "text_embedding",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "model", name=op.f("pk_text_embedding")),
    )
    op.create_table(
        "affinity_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("corpus", sa.Text(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("texts >= 0", name=op.f("a_basis_counts_from_zero")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affinity_basis")),
    )
    op.create_table(
        "submission_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("title_is_working", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("publisher", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("text_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("versions_count_from_one")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("submission_version_submission_id_exists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_version")),
        sa.UniqueConstraint("submission_id", "number", name="versions_of_a_submission_are_numbered"),
    )
    op.create_index(op.f("ix_submission_version_text_key"), "submission_version", ["text_key"], unique=False)
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("review_again_on", sa.Date(), nullable=True),
        sa.Column(
            "order_key",
            sa.String(length=260).with_variant(sa.String(length=260, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("publisher", sa.String(length=300), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("publication_submission_id_exists")),
        sa.ForeignKeyConstraint(["version_id"], ["submission_version.id"], name=op.f("publication_version_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("submission_id", name=op.f("publication_submission_id_is_unique")),
    )
    op.create_index("ix_publication_order", "publication", ["order_key", "id"], unique=False)
    op.create_table(
        "review_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_because", sa.String(length=12), nullable=False),
        sa.Column("awaits_more", sa.Boolean(), nullable=False),
        sa.CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name=op.f("a_round_closes_after_it_opens")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("review_round_submission_id_exists")),
        sa.ForeignKeyConstraint(["version_id"], ["submission_version.id"], name=op.f("review_round_version_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_round")),
        sa.UniqueConstraint("submission_id", "number", name="rounds_of_a_submission_are_numbered"),
    )
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.Column("checks", Json, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("screening_by_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("screening_submission_id_exists")),
        sa.ForeignKeyConstraint(["version_id"], ["submission_version.id"], name=op.f("screening_version_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    op.create_index(op.f("ix_screening_submission_id"), "screening", ["submission_id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("neutral_name", sa.String(length=60), nullable=False),
        sa.Column("original_name", sa.String(length=255), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("a_file_is_not_empty")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("stored_file_application_id_exists")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("stored_file_uploaded_by_id_exists")),
        sa.ForeignKeyConstraint(["version_id"], ["submission_version.id"], name=op.f("stored_file_version_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("public_id", name=op.f("stored_file_public_id_is_unique")),
    )
    op.create_index(op.f("ix_stored_file_application_id"), "stored_file", ["application_id"], unique=False)
    op.create_index(op.f("ix_stored_file_digest"), "stored_file", ["digest"], unique=False)
    op.create_index(op.f("ix_stored_file_version_id"), "stored_file", ["version_id"], unique=False)
    op.create_table(
        "version_term",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("version_term_term_id_exists")),
        sa.ForeignKeyConstraint(["version_id"], ["submission_version.id"], name=op.f("version_term_version_id_exists")),
        sa.PrimaryKeyConstraint("version_id", "term_id", name=op.f("pk_version_term")),
    )
    op.create_index(op.f("ix_version_term_term_id"), "version_term", ["term_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("descriptor", sa.String(length=200), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("answer_due_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("review_due_at", UtcDateTime(), nullable=True),
        sa.Column("due_set_at", UtcDateTime(), nullable=False),
        sa.Column("proposed_due_at", UtcDateTime(), nullable=True),
        sa.Column("handed_in_at", UtcDateTime(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("decline_code", sa.String(length=24), nullable=False),
        sa.Column("decline_note", sa.Text(), nullable=False),
        sa.Column("alternative", sa.Text(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("declared_free_at", UtcDateTime(), nullable=True),
        sa.Column("terms_version", sa.String(length=20), nullable=False),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("is_extra", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("state_since", UtcDateTime(), nullable=False),
        sa.Column("process_name", sa.String(length=40), nullable=False),
        sa.Column("process_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(handed_in_at IS NULL) = (state <> 'handed_in')", name=op.f("a_review_handed_in_has_a_time")
        ),
        sa.CheckConstraint("side IN ('internal', 'external')", name=op.f("a_seat_has_a_side")),
        sa.CheckConstraint(
            "state <> 'accepted' OR review_due_at IS NOT NULL", name=op.f("an_accepted_review_has_a_due_date")
        ),
        sa.CheckConstraint("state <> 'invited' OR answered_at IS NULL", name=op.f("an_invitation_has_no_answer_yet")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("assignment_invited_by_id_exists")),
        sa.ForeignKeyConstraint(
            ["process_name", "process_version"],
            ["process_version.name", "process_version.version"],
            name="assignment_follows_a_stored_process",
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("assignment_reviewer_id_exists")),
        sa.ForeignKeyConstraint(["round_id"], ["review_round.id"], name=op.f("assignment_round_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("assignment_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("public_id", name=op.f("assignment_public_id_is_unique")),
        sa.UniqueConstraint("round_id", "reviewer_id", name="one_assignment_per_reviewer_and_round"),
    )
    op.create_index("ix_assignment_reviewer_state", "assignment", ["reviewer_id", "state"], unique=False)
    op.create_index(op.f("ix_assignment_submission_id"), "assignment", ["submission_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("may_resubmit", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "code IN ('', 'out_of_scope', 'desk', 'after_review', 'duplicate')", name=op.f("a_rejection_code_is_known")
        ),
        sa.CheckConstraint("verdict <> 'reject' OR code <> ''", name=op.f("a_rejection_has_a_code")),
        sa.CheckConstraint("verdict IN ('publish', 'publish_with_changes', 'reject')", name=op.f("a_verdict_is_known")),
        sa.CheckConstraint("released_at IS NULL OR released_at >= recorded_at", name=op.f("recorded_before_released")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("decision_recorded_by_id_exists")),
        sa.ForeignKeyConstraint(["released_by_id"], ["person.id"], name=op.f("decision_released_by_id_exists")),
        sa.ForeignKeyConstraint(["round_id"], ["review_round.id"], name=op.f("decision_round_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("decision_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("public_id", name=op.f("decision_public_id_is_unique")),
    )
    op.create_index(op.f("ix_decision_submission_id"), "decision", ["submission_id"], unique=False)
    op.create_index(
        "one_decision_in_force",
        "decision",
        ["submission_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
        sqlite_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("extra_called_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("a_settlement_has_a_person")),
        sa.ForeignKeyConstraint(["round_id"], ["review_round.id"], name=op.f("dispute_round_id_exists")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("dispute_settled_by_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("dispute_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_submission_id"), "dispute", ["submission_id"], unique=False)
    op.create_table(
        "capability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('sign_in', 'confirm_address', 'draft', 'status', 'invitation', 'calendar')",
            name=op.f("a_capability_has_a_known_purpose"),
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("capability_assignment_id_exists")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("capability_call_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("capability_person_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("capability_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capability")),
        sa.UniqueConstraint("digest", name=op.f("capability_digest_is_unique")),
    )
    op.create_index(op.f("ix_capability_assignment_id"), "capability", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_capability_person_id"), "capability", ["person_id"], unique=False)
    op.create_index(op.f("ix_capability_submission_id"), "capability", ["submission_id"], unique=False)
    op.create_table(
        "conflict_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('own_work', 'same_organisation', 'co_author', 'personal', 'financial', 'rival', 'other')",
            name=op.f("a_conflict_has_a_known_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("conflict_declaration_assignment_id_exists")
        ),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["person.id"], name=op.f("conflict_declaration_declared_by_id_exists")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("conflict_declaration_person_id_exists")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("conflict_declaration_submission_id_exists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
        sa.UniqueConstraint("submission_id", "person_id", "kind", name="a_conflict_is_declared_once"),
    )
    op.create_index(op.f("ix_conflict_declaration_person_id"), "conflict_declaration", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_conflict_declaration_submission_id"), "conflict_declaration", ["submission_id"], unique=False
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("tells", Json, nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("payload", Json, nullable=False),
        sa.Column("relayed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("event_application_id_exists")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("event_assignment_id_exists")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("event_call_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("event_person_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("event_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name="an_event_happens_once"),
    )
    op.create_index(
        "ix_event_not_relayed",
        "event",
        ["id"],
        unique=False,
        postgresql_where=sa.text("relayed_at IS NULL"),
        sqlite_where=sa.text("relayed_at IS NULL"),
    )
    op.create_index(op.f("ix_event_submission_id"), "event", ["submission_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("recommendation", sa.String(length=24), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("confidence IS NULL OR confidence BETWEEN 1 AND 3", name=op.f("confidence_is_one_to_three")),
        sa.CheckConstraint(
            "handed_in_at IS NULL OR recommendation IS NOT NULL", name=op.f("a_review_handed_in_has_a_recommendation")
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("review_assignment_id_exists")),
        sa.ForeignKeyConstraint(["form_id"], ["review_form.id"], name=op.f("review_form_id_exists")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("review_recorded_by_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("assignment_id", name="one_review_per_assignment"),
        sa.UniqueConstraint("public_id", name=op.f("review_public_id_is_unique")),
    )
    op.create_table(
        "call_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("call_letter_call_id_exists")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("call_letter_changed_by_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_letter")),
        sa.UniqueConstraint("call_id", "letter", "language", name="a_letter_has_one_wording_per_call_and_language"),
    )
    op.create_table(
        "installation",
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_installation")),
    )
    op.create_table(
        "reminder_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=140), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('held', 'skipped')", name=op.f("a_hold_is_known")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("reminder_hold_by_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_hold")),
        sa.UniqueConstraint("key", name="a_thing_is_held_once"),
    )
    op.create_table(
        "reminder_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("rule", Json, nullable=False),
        sa.Column("began", Json, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("reminder_rule_call_id_exists")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("reminder_rule_changed_by_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rule")),
    )
    op.create_index(
        "one_rule_of_a_key_and_call",
        "reminder_rule",
        ["call_id", "key"],
        unique=True,
        postgresql_where=sa.text("call_id IS NOT NULL"),
        sqlite_where=sa.text("call_id IS NOT NULL"),
    )
    op.create_index(
        "one_rule_of_a_key_for_the_roster",
        "reminder_rule",
        ["key"],
        unique=True,
        postgresql_where=sa.text("call_id IS NULL"),
        sqlite_where=sa.text("call_id IS NULL"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("facts", Json, nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("due_set_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "submission_id IS NOT NULL OR application_id IS NOT NULL OR person_id IS NOT NULL",
            name=op.f("a_task_is_about_something"),
        ),
        sa.CheckConstraint(
            "assignment_id IS NULL OR submission_id IS NOT NULL", name=op.f("a_seat_comes_with_its_submission")
        ),
        sa.CheckConstraint("kind <> 'by_hand' OR what <> ''", name=op.f("a_task_made_by_hand_says_what")),
        sa.CheckConstraint("done_at IS NULL OR done_at >= opened_at", name=op.f("a_task_is_done_after_it_was_opened")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("task_application_id_exists")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("task_assignment_id_exists")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("task_done_by_id_exists")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("task_opened_by_id_exists")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("task_owner_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("task_person_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("task_submission_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("key", name="a_task_is_opened_once"),
        sa.UniqueConstraint("public_id", name=op.f("task_public_id_is_unique")),
    )
    op.create_index(
        "ix_task_open",
        "task",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL"),
    )
    op.create_index(op.f("ix_task_owner_id"), "task", ["owner_id"], unique=False)
    op.create_index(op.f("ix_task_submission_id"), "task", ["submission_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("problem", Json, nullable=False),
        sa.Column("wishes", Json, nullable=False),
        sa.Column("solved_at", UtcDateTime(), nullable=True),
        sa.Column("plan", Json, nullable=True),
        sa.Column("report", Json, nullable=True),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(solved_at IS NULL AND plan IS NULL AND report IS NULL)"
            " OR (solved_at IS NOT NULL AND (plan IS NULL) <> (report IS NULL))",
            name=op.f("a_solved_proposal_has_a_plan_or_a_report"),
        ),
        sa.CheckConstraint("applied_at IS NULL OR plan IS NOT NULL", name=op.f("only_a_plan_is_applied")),
        sa.CheckConstraint("undone_at IS NULL OR applied_at IS NOT NULL", name=op.f("only_what_was_applied_is_undone")),
        sa.CheckConstraint(
            "(applied_at IS NULL) = (applied_by_id IS NULL)", name=op.f("who_applied_a_proposal_is_known")
        ),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("who_undid_a_proposal_is_known")),
        sa.ForeignKeyConstraint(["applied_by_id"], ["person.id"], name=op.f("proposal_applied_by_id_exists")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("proposal_asked_by_id_exists")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("proposal_call_id_exists")),
        sa.ForeignKeyConstraint(["follows_id"], ["proposal.id"], name=op.f("proposal_follows_id_exists")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("proposal_undone_by_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("proposal_public_id_is_unique")),
    )
    op.create_index(op.f("ix_proposal_call_id"), "proposal", ["call_id"], unique=False)
    op.create_table(
        "proposal_item",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("proposal_item_proposal_id_exists")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("proposal_item_submission_id_exists")),
        sa.PrimaryKeyConstraint("proposal_id", "submission_id", name=op.f("pk_proposal_item")),
    )
    op.create_index(op.f("ix_proposal_item_submission_id"), "proposal_item", ["submission_id"], unique=False)
    op.create_table(
        "proposal_seat",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("proposal_seat_assignment_id_exists")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("proposal_seat_proposal_id_exists")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_proposal_seat")),
    )
    op.create_index(op.f("ix_proposal_seat_proposal_id"), "proposal_seat", ["proposal_id"], unique=False)
    op.create_table(
        "comment_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("weight", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("comment_item_review_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_item")),
        sa.UniqueConstraint("review_id", "number", name="comments_of_a_review_are_numbered"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("left_to_person", sa.Boolean(), nullable=False),
        sa.Column("worker", sa.String(length=60), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("bounced_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("send_to", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("daily_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name=op.f("who_sends_holds_a_lease")),
        sa.CheckConstraint(
            "(state IN ('sent', 'bounced')) = (sent_at IS NOT NULL)", name=op.f("a_sent_message_has_a_time")
        ),
        sa.CheckConstraint("(state = 'bounced') = (bounced_at IS NOT NULL)", name=op.f("a_bounced_message_has_a_time")),
        sa.CheckConstraint(
            "state IN ('due', 'held', 'gathered', 'sending', 'sent', 'in_doubt', 'failed', 'bounced', 'dropped', "
            "'kept')",
            name=op.f("a_delivery_is_known"),
        ),
        sa.ForeignKeyConstraint(["daily_id"], ["message.id"], name=op.f("message_daily_id_exists")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("message_event_id_exists")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("message_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("event_id", "recipient", "kind", name="one_message_per_event_recipient_and_kind"),
        sa.UniqueConstraint("public_id", name=op.f("message_public_id_is_unique")),
    )
    op.create_index(op.f("ix_message_daily_id"), "message", ["daily_id"], unique=False)
    op.create_index(op.f("ix_message_event_id"), "message", ["event_id"], unique=False)
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"], unique=False)
    op.create_index(
        "ix_message_gathered",
        "message",
        ["person_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'gathered'"),
        sqlite_where=sa.text("state = 'gathered'"),
    )
    op.create_index(
        "ix_message_waiting",
        "message",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('due', 'sending', 'in_doubt')"),
        sqlite_where=sa.text("state IN ('due', 'sending', 'in_doubt')"),
    )
    op.create_table(
        "mail_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ways", Json, nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name=op.f("quiet_hours_begin_and_end")),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name=op.f("quiet_hours_are_hours")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("mail_wishes_person_id_exists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_wishes")),
        sa.UniqueConstraint("person_id", name="one_set_of_wishes_per_person"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE publication_search USING fts5(tokens, tokenize='ascii')")
    else:
        op.execute("CREATE INDEX publication_search ON publication USING gin (to_tsvector('simple', tokens))")


def downgrade() -> None:
    """Go down."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE publication_search")
    else:
        op.execute("DROP INDEX publication_search")
    op.drop_table("mail_wishes")
    op.drop_index(
        "ix_message_gathered",
        table_name="message",
        postgresql_where=sa.text("state = 'gathered'"),
        sqlite_where=sa.text("state = 'gathered'"),
    )
    op.drop_index(
        "ix_message_waiting",
        table_name="message",
        postgresql_where=sa.text("state IN ('due', 'sending', 'in_doubt')"),
        sqlite_where=sa.text("state IN ('due', 'sending', 'in_doubt')"),
    )
    op.drop_index(op.f("ix_message_person_id"), table_name="message")
    op.drop_index(op.f("ix_message_event_id"), table_name="message")
    op.drop_index(op.f("ix_message_daily_id"), table_name="message")
    op.drop_table("message")
    op.drop_table("comment_item")
    op.drop_index(op.f("ix_proposal_seat_proposal_id"), table_name="proposal_seat")
    op.drop_table("proposal_seat")
    op.drop_index(op.f("ix_proposal_item_submission_id"), table_name="proposal_item")
    op.drop_table("proposal_item")
    op.drop_index(op.f("ix_proposal_call_id"), table_name="proposal")
    op.drop_table("proposal")
    op.drop_index(op.f("ix_task_submission_id"), table_name="task")
    op.drop_index(op.f("ix_task_owner_id"), table_name="task")
    op.drop_index(
        "ix_task_open",
        table_name="task",
        postgresql_where=sa.text("done_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL"),
    )
    op.drop_table("task")
    op.drop_index(
        "one_rule_of_a_key_for_the_roster",
        table_name="reminder_rule",
        postgresql_where=sa.text("call_id IS NULL"),
        sqlite_where=sa.text("call_id IS NULL"),
    )
    op.drop_index(
        "one_rule_of_a_key_and_call",
        table_name="reminder_rule",
        postgresql_where=sa.text("call_id IS NOT NULL"),
        sqlite_where=sa.text("call_id IS NOT NULL"),
    )
    op.drop_table("reminder_rule")
    op.drop_table("reminder_hold")
    op.drop_table("installation")
    op.drop_table("call_letter")
    op.drop_table("review")
    op.drop_index(op.f("ix_event_submission_id"), table_name="event")
    op.drop_index(
        "ix_event_not_relayed",
        table_name="event",
        postgresql_where=sa.text("relayed_at IS NULL"),
        sqlite_where=sa.text("relayed_at IS NULL"),
    )
    op.drop_table("event")
    op.drop_index(op.f("ix_conflict_declaration_submission_id"), table_name="conflict_declaration")
    op.drop_index(op.f("ix_conflict_declaration_person_id"), table_name="conflict_declaration")
    op.drop_table("conflict_declaration")
    op.drop_index(op.f("ix_capability_submission_id"), table_name="capability")
    op.drop_index(op.f("ix_capability_person_id"), table_name="capability")
    op.drop_index(op.f("ix_capability_assignment_id"), table_name="capability")
    op.drop_table("capability")
    op.drop_index(op.f("ix_dispute_submission_id"), table_name="dispute")
    op.drop_table("dispute")
    op.drop_index(
        "one_decision_in_force",
        table_name="decision",
        postgresql_where=sa.text("superseded_at IS NULL"),
        sqlite_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_decision_submission_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_assignment_submission_id"), table_name="assignment")
    op.drop_index("ix_assignment_reviewer_state", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_version_term_term_id"), table_name="version_term")
    op.drop_table("version_term")
    op.drop_index(op.f("ix_stored_file_version_id"), table_name="stored_file")
    op.drop_index(op.f("ix_stored_file_digest"), table_name="stored_file")
    op.drop_index(op.f("ix_stored_file_application_id"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index(op.f("ix_screening_submission_id"), table_name="screening")
    op.drop_table("screening")
    op.drop_table("review_round")
    op.drop_index("ix_publication_order", table_name="publication")
    op.drop_table("publication")
    op.drop_index(op.f("ix_submission_version_text_key"), table_name="submission_version")
    op.drop_table("submission_version")
    op.drop_index(
        "one_override_in_force",
        table_name="conflict_override",
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_conflict_override_submission_id"), table_name="conflict_override")
    op.drop_index(op.f("ix_conflict_override_person_id"), table_name="conflict_override")
    op.drop_table("conflict_override")
    op.drop_index(op.f("ix_contributor_orcid"), table_name="contributor")
    op.drop_index(op.f("ix_contributor_name_key"), table_name="contributor")
    op.drop_table("contributor")
    op.drop_table("affinity_basis")
    op.drop_table("text_embedding")
    op.drop_index(op.f("ix_text_statistic_language"), table_name="text_statistic")
    op.drop_table("text_statistic")
    op.drop_table("work_import")
    op.drop_index(op.f("ix_member_work_text_key"), table_name="member_work")
    op.drop_index(op.f("ix_member_work_membership_id"), table_name="member_work")
    op.drop_index(
        "a_doi_stands_once_a_member",
        table_name="member_work",
        postgresql_where=sa.text("doi <> ''"),
        sqlite_where=sa.text("doi <> ''"),
    )
    op.drop_table("member_work")
    op.drop_index(op.f("ix_bid_person_id"), table_name="bid")
    op.drop_table("bid")
    op.drop_index(op.f("ix_roster_import_read_by_id"), table_name="roster_import")
    op.drop_table("roster_import")
    op.drop_index(op.f("ix_member_note_membership_id"), table_name="member_note")
    op.drop_table("member_note")
    op.drop_index(op.f("ix_clarification_submission_id"), table_name="clarification")
    op.drop_table("clarification")
    op.drop_index(op.f("ix_submission_submitter_id"), table_name="submission")
    op.drop_index(op.f("ix_submission_handling_coordinator_id"), table_name="submission")
    op.drop_index(
        "ix_submission_desk",
        table_name="submission",
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open = 1"),
    )
    op.drop_index(op.f("ix_submission_call_id"), table_name="submission")
    op.drop_table("submission")
    op.drop_index(
        "one_role_per_person_everywhere",
        table_name="role",
        postgresql_where=sa.text("call_id IS NULL"),
        sqlite_where=sa.text("call_id IS NULL"),
    )
    op.drop_index(
        "one_role_per_person_and_call",
        table_name="role",
        postgresql_where=sa.text("call_id IS NOT NULL"),
        sqlite_where=sa.text("call_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_role_person_id"), table_name="role")
    op.drop_index(op.f("ix_role_call_id"), table_name="role")
    op.drop_table("role")
    op.drop_table("member_region")
    op.drop_table("log_payload")
    op.drop_table("language_skill")
    op.drop_index(op.f("ix_expertise_term_id"), table_name="expertise")
    op.drop_table("expertise")
    op.drop_table("capacity")
    op.drop_table("application_screening")
    op.drop_index(op.f("ix_absence_membership_id"), table_name="absence")
    op.drop_table("absence")
    op.drop_index(op.f("ix_sign_in_person_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_membership_side"), table_name="membership")
    op.drop_index(op.f("ix_membership_renewal_on"), table_name="membership")
    op.drop_table("membership")
    op.drop_index("ix_log_entry_chain_at", table_name="log_entry")
    op.drop_index(op.f("ix_log_entry_actor_id"), table_name="log_entry")
    op.drop_table("log_entry")
    op.drop_table("call")
    op.drop_index(
        "one_open_application_per_person",
        table_name="application",
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open"),
    )
    op.drop_index(op.f("ix_application_person_id"), table_name="application")
    op.drop_table("application")
    op.drop_index(
        "one_primary_address_per_person",
        table_name="address",
        postgresql_where=sa.text("is_primary"),
        sqlite_where=sa.text("is_primary"),
    )
    op.drop_index(op.f("ix_address_person_id"), table_name="address")
    op.drop_index(op.f("ix_address_mailbox"), table_name="address")
    op.drop_table("address")
    op.drop_table("term")
    op.drop_table("stamp")
    op.drop_table("review_form")
    op.drop_table("process_version")
    op.drop_index(op.f("ix_person_orcid"), table_name="person")
    op.drop_index(op.f("ix_person_name_key"), table_name="person")
    op.drop_index(op.f("ix_person_merged_into_id"), table_name="person")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_table("log_chain")
    op.drop_table("log_anchor")
    op.drop_index(op.f("ix_idempotency_key_at"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_table("beat")
    op.drop_index("ix_attempt_kind_subject_at", table_name="attempt")
    op.drop_table("attempt")
