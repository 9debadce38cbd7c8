"""The demo: the seed records and the roster of role descriptors, brought to life through the verbs."""

from workflow.demo.loading import load

__all__ = ["load"]
