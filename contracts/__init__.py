"""What the services and the gateway promise each other: data shapes and codes, no behaviour."""
