-- What `?q=` looks in, lower-cased once when it is written and not in every row of every search. No trigram index: under
-- row-level security PostgreSQL uses an index only with leakproof operators, and LIKE is none.
SET lock_timeout = '5s';

ALTER TABLE products ADD COLUMN words TEXT
    GENERATED ALWAYS AS (lower(name || E'\n' || sku || E'\n' || COALESCE(barcode, ''))) STORED;

CREATE INDEX products_archived ON products (account_id, created_at DESC, product_id DESC) WHERE status = 'archived';
