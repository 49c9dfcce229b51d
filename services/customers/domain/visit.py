"""What an invoice says about the customer it names, and how the visits of one customer add up."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.customers.domain.customer import Profile, Purchases


@dataclass(frozen=True, slots=True)
class Visit:
    """One sale, or several of the same customer taken together."""

    account_id: str
    customer_id: str
    phone: str
    profile: Profile
    purchases: Purchases
    first_at: datetime


def merged(visits: Iterable[Visit]) -> list[Visit]:
    """
    Take the visits of each customer together, ordered by account and phone.

    The profile is the earliest sale's, with the first name that any of them gave, whatever the order of arrival.
    """
    together: dict[tuple[str, str], Visit] = {}
    for visit in sorted(visits, key=lambda visit: (visit.account_id, visit.phone, visit.first_at)):
        key = (visit.account_id, visit.phone)
        together[key] = _joined(together[key], visit) if key in together else visit
    return list(together.values())


def _joined(earlier: Visit, later: Visit) -> Visit:
    profile = replace(earlier.profile, name=earlier.profile.name or later.profile.name)
    return replace(earlier, profile=profile, purchases=earlier.purchases.plus(later.purchases))
