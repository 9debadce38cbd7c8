"""The pages of reviewers and of those who want to be: invitations, reviews, the profile, the application."""

from web.reviewer import application, bidding, conflict, invitation, profile, review, waiting, works
from web.reviewer.area import bp

__all__ = ["application", "bidding", "bp", "conflict", "invitation", "profile", "review", "waiting", "works"]
