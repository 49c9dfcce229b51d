-- Stores that a product reached by a transfer, by hand or by a sale below zero: it is carried there without an opening.
SET lock_timeout = '5s';

ALTER TABLE product_stores ALTER COLUMN opening_qty_milli DROP NOT NULL;

-- An opening may still come for such a store.
GRANT UPDATE (opening_qty_milli) ON product_stores TO saathix_service;
