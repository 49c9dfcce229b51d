-- Lists of a store, and lists of what changed since: "what did I miss" is asked by every sync.
SET lock_timeout = '5s';

CREATE INDEX product_stores_store ON product_stores (account_id, store_id, product_id);
CREATE INDEX products_updated ON products (account_id, updated_at);
