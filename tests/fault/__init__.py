"""Fault tests: one thing is broken at a time. A package, so that what they share ends with the last of them."""
