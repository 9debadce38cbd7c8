"""The pages of the submitter area: begin, fill in, send in, follow, decide what comes next."""

from web.submitter import downloads, filling, following, starting, status_link
from web.submitter.blueprint import bp

__all__ = ["bp", "downloads", "filling", "following", "starting", "status_link"]
