"""What a person gets when the stack is ready: the demo shop's keys, and the first curl with the key in it."""

from dataclasses import dataclass

from deploy.local.folders import write_private
from deploy.local.settings import Stack

CURL = """\
curl -X POST {base_url}/v1/invoices \\
  -H "Authorization: Bearer {secret_key}" \\
  -H "Content-Type: application/json" \\
  -d '{{
    "customer": {{ "phone": "+919876543210", "name": "Rahul K." }},
    "items": [
      {{ "sku": "AMUL-MILK-1L", "qty": 2, "rate": 68 }},
      {{ "sku": "MAGGI-70G",    "qty": 6, "rate": 14 }}
    ],
    "payment": {{ "mode": "upi", "amount": 220 }}
  }}'
"""


@dataclass(frozen=True)
class DemoKeys:
    """The demo shop's keys, one of each kind."""

    secret: str
    publishable: str
    test_secret: str
    test_publishable: str


NAMES = {
    "secret": "SAATHIX_SECRET_KEY",
    "publishable": "SAATHIX_PUBLISHABLE_KEY",
    "test_secret": "SAATHIX_TEST_SECRET_KEY",
    "test_publishable": "SAATHIX_TEST_PUBLISHABLE_KEY",
}


def write(stack: Stack, keys: DemoKeys) -> None:
    """Write demo.env into the run folder."""
    values = {"SAATHIX_BASE_URL": stack.base_url} | {name: getattr(keys, field) for field, name in NAMES.items()}
    write_private(stack.run / "demo.env", "".join(f"export {name}={value}\n" for name, value in values.items()))


def read(stack: Stack) -> DemoKeys | None:
    """The keys of an earlier start; None when there was none."""
    path = stack.run / "demo.env"
    if not path.exists():
        return None
    lines = dict(line.removeprefix("export ").split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    if not all(name in lines for name in NAMES.values()):
        return None
    return DemoKeys(**{field: lines[name] for field, name in NAMES.items()})


def show(stack: Stack) -> None:
    """Print the keys and the first call."""
    keys = read(stack)
    if keys is None:
        return
    print(f"\nSaathiX Billing is ready at {stack.base_url}\n")
    print(f"  secret key       {keys.secret}")
    print(f"  publishable key  {keys.publishable}")
    print(f"  test keys        {keys.test_secret}  {keys.test_publishable}")
    print(f"  (also in {stack.run / 'demo.env'}: source it)\n")
    print("Your first invoice:\n")
    print(CURL.format(base_url=stack.base_url, secret_key=keys.secret))
