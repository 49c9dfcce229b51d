-- Customers, unique by phone in an account, and the generation of each phone number's id.
SET lock_timeout = '5s';

-- phone is NULL once it was released: the customer keeps the id, and the number may belong to somebody else.
CREATE TABLE customers (
    account_id        TEXT        NOT NULL,
    customer_id       TEXT        NOT NULL,
    phone             TEXT,
    phone_generation  INTEGER     NOT NULL CHECK (phone_generation >= 0),
    version           INTEGER     NOT NULL CHECK (version > 0),
    name              TEXT,
    email             TEXT,
    gstin             TEXT,
    sez               BOOLEAN     NOT NULL,
    address           JSON,
    metadata          JSON        NOT NULL,
    purchases_count   BIGINT      NOT NULL CHECK (purchases_count >= 0),
    total_spent_paise BIGINT      NOT NULL,
    last_visit_at     TIMESTAMPTZ,
    created_at        TIMESTAMPTZ NOT NULL,
    updated_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, customer_id),
    CONSTRAINT customers_phone UNIQUE (account_id, phone)
) WITH (fillfactor = 85);  -- every purchase rewrites the row: room on its page keeps the indexes out of it
CREATE INDEX customers_newest ON customers (account_id, created_at DESC, customer_id DESC);
SELECT app.protect('customers');

-- A number that was released or erased gives the next customer another id: its generation is raised. The key is an
-- HMAC of the number, because an erased number must not be kept.
CREATE TABLE phone_generations (
    account_id TEXT        NOT NULL,
    phone_key  TEXT        NOT NULL,
    generation INTEGER     NOT NULL CHECK (generation > 0),
    raised_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, phone_key)
);
SELECT app.protect('phone_generations');
