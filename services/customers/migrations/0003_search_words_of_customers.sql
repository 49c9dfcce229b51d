-- What `?q=` looks in, lower-cased once when it is written and not in every row of every search. No trigram index: under
-- row-level security PostgreSQL uses an index only with leakproof operators, and LIKE is none.
SET lock_timeout = '5s';

ALTER TABLE customers ADD COLUMN words TEXT GENERATED ALWAYS AS (
    lower(COALESCE(name, '') || E'\n' || COALESCE(phone, '') || E'\n' || COALESCE(email, '') || E'\n' || COALESCE(gstin, ''))
) STORED;
