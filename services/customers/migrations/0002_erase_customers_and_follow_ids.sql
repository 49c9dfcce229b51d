-- Customers can be erased, and an id that was minted for a phone while it changed hands leads to the customer it meant.
SET lock_timeout = '5s';

ALTER TABLE customers ADD COLUMN erased_at TIMESTAMPTZ;
CREATE INDEX customers_updated ON customers (account_id, updated_at);

CREATE TABLE customer_aliases (
    account_id  TEXT        NOT NULL,
    alias_id    TEXT        NOT NULL,
    customer_id TEXT        NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, alias_id),
    FOREIGN KEY (account_id, customer_id) REFERENCES customers
);
SELECT app.protect('customer_aliases');
