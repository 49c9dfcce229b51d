"""What tests need of the machinery; nothing outside tests imports this."""

from kit.testing.clock import FakeClock

__all__ = ["FakeClock"]
