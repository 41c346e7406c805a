"""Moved to xl_addin.demo.examples."""

from xl_addin.demo.examples import demo_register, example_offices, example_rows

__all__ = ["demo_register", "example_offices", "example_rows"]
