\set customer random(1, 2000)
\set first random(1, 50)
\set second random(51, 100)
\set qty random(1, 3)
BEGIN;
INSERT INTO customers (account_id, customer_id, phone, name) VALUES ('acct_1', 'cus_' || :customer, '+9198' || (10000000 + :customer), 'Rahul K.') ON CONFLICT (account_id, phone) DO UPDATE SET visits = customers.visits + 1, updated_at = now();
UPDATE stock_levels SET on_hand = on_hand - :qty WHERE account_id = 'acct_1' AND store_id = 'store_1' AND product_id = 'prod_' || :first AND on_hand >= :qty;
UPDATE stock_levels SET on_hand = on_hand - 6 WHERE account_id = 'acct_1' AND store_id = 'store_1' AND product_id = 'prod_' || :second AND on_hand >= 6;
UPDATE counters SET last_number = last_number + 1 WHERE account_id = 'acct_1' AND series = 'INV-2026-' RETURNING last_number AS number \gset
INSERT INTO invoices (account_id, invoice_id, number, store_id, customer_id, status, taxable, cgst, sgst, igst, grand_total) VALUES ('acct_1', 'inv_' || :number, :number, 'store_1', 'cus_' || :customer, 'paid', 21600, 200, 200, 0, 22000);
INSERT INTO invoice_lines VALUES ('acct_1', 'inv_' || :number, 1, 'prod_' || :first, 'Amul Taaza Toned Milk 1 L', '0401', :qty, 6800, 0, 13600, 0, 0, 13600);
INSERT INTO invoice_lines VALUES ('acct_1', 'inv_' || :number, 2, 'prod_' || :second, 'Maggi 2-Minute Noodles 70 g', '1902', 6000, 1400, 500, 8000, 200, 200, 8400);
INSERT INTO payments (account_id, payment_id, invoice_id, mode, amount) VALUES ('acct_1', 'pay_' || :number, 'inv_' || :number, 'upi', 22000);
INSERT INTO outbox (account_id, event_id, event_type, envelope) VALUES ('acct_1', 'evt_' || :number, 'invoice.created', '{"id": "evt_01J00000000000000000000000","type": "invoice.created","version": 1,"occurred_at": "2026-06-28T10.14.22Z","account_id": "acct_1","livemode": true,"data": {"invoice_id": "inv_01J00000000000000000000000","invoice_no": "INV-2026-00001","store_id": "store_01J00000000000000000000000","status": "paid","issued_at": "2026-06-28T10.14.22Z","created_at": "2026-06-28T10.14.22Z","place_of_supply": "29","customer": {"id": "cus_01J00000000000000000000000","phone": "+919876543210","name": "Rahul K."},"lines": [{"line": 1,"product_id": "prod_01J00000000000000000000000","sku": "AMUL-MILK-1L","qty_milli": 2000,"rate_paise": 6800,"gst_rate_bp": 0,"taxable_paise": 13600,"cgst_paise": 0,"sgst_paise": 0,"igst_paise": 0,"total_paise": 13600},{"line": 2,"product_id": "prod_01J00000000000000000000001","sku": "MAGGI-70G","qty_milli": 6000,"rate_paise": 1400,"gst_rate_bp": 500,"taxable_paise": 8000,"cgst_paise": 200,"sgst_paise": 200,"igst_paise": 0,"total_paise": 8400}],"taxable_paise": 21600,"cgst_paise": 200,"sgst_paise": 200,"igst_paise": 0,"grand_total_paise": 22000,"amount_paid_paise": 22000,"payments": [{"mode": "upi","amount_paise": 22000}]}}');
COMMIT;
