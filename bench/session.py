"""What the rows of one run share: the stack, how long to measure, the sales rate and the yardstick found so far."""

from dataclasses import dataclass, field
from typing import Any

from bench import books, pgbench, processes
from bench.load import run
from bench.pacing import Plan
from bench.stack import Running
from bench.work import Shop

CLIENTS = 32


@dataclass
class Run:
    """One run of the benchmark."""

    stack: Running
    shops: list[Shop]
    seconds: float
    warm_up: float
    peak_seconds: float
    yardstick_dsn: str
    yardsticks: list[float] = field(default_factory=list)
    peak_rate: float = 0.0
    seed: int = 0

    def weigh(self) -> None:
        """Take the yardstick once more."""
        self.yardsticks.append(pgbench.measure(self.yardstick_dsn, max(4, round(self.seconds / 2))))

    @property
    def yardstick(self) -> float:
        return sum(self.yardsticks) / len(self.yardsticks)

    def sales(
        self, shops: list[Shop], *, seconds: float, rate: float | None = None, warm_up: float | None = None
    ) -> Any:
        """Make sales and balance the books; the result holds CPU per program and sale."""
        self.seed += 1
        before = books.opened(self.stack)
        programs = self.stack.programs()
        cpu = processes.cpu_seconds(programs)
        plan = Plan(self.stack.base_url, CLIENTS, seconds, self.warm_up if warm_up is None else warm_up, rate)
        result = run(plan, shops=shops, seed=self.seed)
        result["cpu_ms_a_sale"] = processes.spent(cpu, processes.cpu_seconds(programs), result["answered"])
        result["memory_mib"] = processes.memory_mib(programs)
        result["backlog_seconds"] = round(books.closed(self.stack, before, shops, result), 2)
        del result["numbers"], result["sold"]
        return result
