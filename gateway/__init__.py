"""The public HTTP surface: keys, limits, versions, schemas, problems. It asks the services over the bus and never imports them."""
