"""Hindi, and the tool that keeps its files up to date with the code."""
