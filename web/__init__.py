"""The site: pages, forms and the programming interface; calls the verbs of the engine."""
