"""The demo's own pages: become anybody with one click, and every part with its states. Registered in the demo only."""

from web.demo.routes import bp

__all__ = ["bp"]
