"""The `data` of every event on the bus, one schema per type and version; consumers read what they need and ignore the rest."""
