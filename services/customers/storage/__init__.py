"""All SQL of the customers service."""
