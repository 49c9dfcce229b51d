"""What others know better: the form of a GST registration."""
