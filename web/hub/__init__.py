"""The public hub: what is published, found by words and facets, one page an item, an objective, the countries."""

from web.hub import reviewers, site_pages
from web.hub.routes import bp

__all__ = ["bp", "reviewers", "site_pages"]
