"""How fast the system is, as ratios taken in one run on one machine. See README.md."""
