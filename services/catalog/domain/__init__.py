"""Products, their prices and the stores they are in: pure values without clock, SQL or I/O."""
