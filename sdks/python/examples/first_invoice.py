"""The first invoice: SAATHIX_SECRET_KEY=sk_… python first_invoice.py"""

import saathix

client = saathix.SaathiX()

invoice = client.invoices.create(
    customer={"phone": "+919876543210", "name": "Rahul K."},
    items=[
        {"sku": "AMUL-MILK-1L", "qty": 2, "rate": 68},
        {"sku": "MAGGI-70G", "qty": 6, "rate": 14},
    ],
    payment={"mode": "upi", "amount": 220},
)
print(invoice["invoice_no"], "₹", invoice["grand_total"])
