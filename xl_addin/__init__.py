"""Tidtam: templates, live checks and consolidation of project progress reports of Thai education offices."""

__version__ = "0.2.0"
