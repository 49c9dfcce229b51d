-- Payments after the sale, and lists of what is open or of one customer.
SET lock_timeout = '5s';

-- An invoice never changes: a payment moves what is paid, and nothing else can be.
REVOKE UPDATE ON invoices FROM saathix_service;
 GRANT UPDATE (status, amount_paid_paise, body) ON invoices TO saathix_service;

-- Most invoices are paid at the till and so never in the first of these.
CREATE INDEX invoices_open ON invoices (account_id, invoice_id) WHERE status <> 'paid';
CREATE INDEX invoices_of_customer ON invoices (account_id, customer_id, invoice_id) WHERE customer_id IS NOT NULL;
