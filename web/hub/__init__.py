"""The public hub: what is published, found by words and facets, one page an item, an objective, the countries."""

from web.hub import health, reviewers, site_pages
from web.hub.routes import bp

__all__ = ["bp", "health", "reviewers", "site_pages"]
