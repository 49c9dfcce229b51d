"""Customers and what they bought: pure values without clock, SQL or I/O."""
