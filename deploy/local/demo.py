"""What a person gets when the stack is ready: the demo shop's keys, and the first curl with the key in it."""

import json
from dataclasses import asdict, dataclass

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
class DemoShop:
    """The demo shop's accounts, keys (one of each kind) and owner; `stocked` once its stores and products are there."""

    account_id: str
    sandbox_account_id: str
    secret_key: str
    publishable_key: str
    test_secret_key: str
    test_publishable_key: str
    stocked: bool = False
    member_email: str = ""
    member_password: str = ""


EXPORTS = {
    "SAATHIX_SECRET_KEY": "secret_key",
    "SAATHIX_PUBLISHABLE_KEY": "publishable_key",
    "SAATHIX_TEST_SECRET_KEY": "test_secret_key",
    "SAATHIX_TEST_PUBLISHABLE_KEY": "test_publishable_key",
    "SAATHIX_MEMBER_EMAIL": "member_email",
    "SAATHIX_MEMBER_PASSWORD": "member_password",
}


def write(stack: Stack, shop: DemoShop) -> None:
    """Write demo.env for shells, and demo.json for ourselves, into the run folder."""
    values = {"SAATHIX_BASE_URL": stack.base_url} | {name: getattr(shop, field) for name, field in EXPORTS.items()}
    write_private(stack.run / "demo.env", "".join(f"export {name}={value}\n" for name, value in values.items()))
    write_private(stack.run / "demo.json", json.dumps(asdict(shop), indent=2) + "\n")


def read(stack: Stack) -> DemoShop | None:
    """The shop of an earlier start; None when there was none."""
    path = stack.run / "demo.json"
    return DemoShop(**json.loads(path.read_text())) if path.exists() else None


def show(stack: Stack) -> None:
    """Print the keys and the first call."""
    shop = read(stack)
    if shop is None:
        return
    print(f"\nSaathiX Billing is ready at {stack.base_url}\n")
    print(f"  secret key        {shop.secret_key}")
    print(f"  publishable key   {shop.publishable_key}")
    print(f"  test keys         {shop.test_secret_key}")
    print(f"                    {shop.test_publishable_key}")
    print(f"\n  dashboard         {stack.base_url}/dashboard")
    print(f"  log in as         {shop.member_email}")
    print(f"  password          {shop.member_password}")
    print(f"\n  All of them are in {stack.run / 'demo.env'}: source it.\n")
    print("Your first invoice:\n")
    print(CURL.format(base_url=stack.base_url, secret_key=shop.secret_key))
