"""How the limits are told: the IETF draft's two headers with both policies, and the older X- ones for the minute."""

from functools import lru_cache

from gateway.ratelimit.policy import MINUTE_SECONDS, SECOND_SECONDS, Limits
from gateway.ratelimit.verdict import Verdict
from kit.clock import SystemClock


@lru_cache(maxsize=256)
def policy_header(limits: Limits) -> str:
    """Write `RateLimit-Policy`: the quota and the window, in seconds, of both policies."""
    return f'"minute";q={limits.per_minute};w={MINUTE_SECONDS}, "second";q={limits.per_second};w={SECOND_SECONDS}'


def headers_of(verdict: Verdict) -> list[tuple[str, str]]:
    """Write the headers of an answer. Times are rounded up: at that second there is room again."""
    minute_reset, second_reset = whole_seconds(verdict.minute_reset_ms), whole_seconds(verdict.second_reset_ms)
    left = f'"minute";r={verdict.minute_left};t={minute_reset}, "second";r={verdict.second_left};t={second_reset}'
    return [
        ("RateLimit-Policy", policy_header(verdict.limits)),
        ("RateLimit", left),
        ("X-RateLimit-Limit", str(verdict.limits.per_minute)),
        ("X-RateLimit-Remaining", str(verdict.minute_left)),
        ("X-RateLimit-Reset", str(int(SystemClock().now().timestamp()) + minute_reset)),
    ]


def whole_seconds(milliseconds: int) -> int:
    """Round up to whole seconds."""
    return -(-milliseconds // 1000)
