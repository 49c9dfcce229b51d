"""What every process does to be seen, whatever it is: its metrics, its private port, its traces."""

from kit import VERSION, health, metrics, tracing

SETTINGS = (health.Settings, tracing.Settings)
"""What `start` needs to know, to be loaded with the settings of the process."""


def start(service: str, port: health.Settings, traces: tracing.Settings, *, most: int = 1) -> None:
    """Open the private port and begin to trace, each where it is set; `most` processes share the setting of the port."""
    metrics.of_process(service, VERSION)
    tracing.start(service, VERSION, traces)
    health.open_port(port, most=most)


def stop() -> None:
    """Send the last spans."""
    tracing.stop()
