-- A store's GSTIN stays from its first invoice on: that sale says so on the store's row, where a change of the GSTIN meets it.
SET lock_timeout = '5s';

ALTER TABLE stores ADD COLUMN gstin_fixed BOOLEAN NOT NULL DEFAULT false;

UPDATE stores AS s
   SET gstin_fixed = true
 WHERE EXISTS (SELECT FROM number_series AS n WHERE n.account_id = s.account_id AND n.gstin = s.gstin)
   AND EXISTS (SELECT FROM invoices AS i WHERE i.account_id = s.account_id AND i.store_id = s.store_id);
