-- Ids that billing minted for a phone which had a customer by then: customers tells whose they are (customer.merged).
SET lock_timeout = '5s';

CREATE TABLE customer_aliases (
    account_id  TEXT NOT NULL,
    alias_id    TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (account_id, alias_id)
);
CREATE INDEX customer_aliases_customer ON customer_aliases (account_id, customer_id);
SELECT app.protect('customer_aliases');
