"""The demo: the seed records and the roster of role descriptors, brought to life through the verbs."""

from workflow.demo.loading import is_empty, load

__all__ = ["is_empty", "load"]
