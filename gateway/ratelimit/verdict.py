"""What the limiter says of one request."""

from dataclasses import dataclass

from gateway.ratelimit.policy import Limits


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the request is within its limits, and what is left of them after it."""

    admitted: bool
    limits: Limits
    minute_left: int
    minute_reset_ms: int
    second_left: int
    second_reset_ms: int
    retry_ms: int = 0

    def violated(self) -> list[str]:
        """Name the policies that stand against a refused request."""
        left = (("minute", self.minute_left), ("second", self.second_left))
        return [] if self.admitted else [name for name, remaining in left if remaining == 0]
