-- The tables of one sale and nothing else: what PostgreSQL alone can carry on this machine.
CREATE TABLE customers (
    account_id  TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    phone       TEXT NOT NULL,
    name        TEXT,
    visits      BIGINT NOT NULL DEFAULT 1,
    updated_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, customer_id),
    UNIQUE (account_id, phone)
);
CREATE TABLE stock_levels (
    account_id TEXT NOT NULL,
    store_id   TEXT NOT NULL,
    product_id TEXT NOT NULL,
    on_hand    BIGINT NOT NULL CHECK (on_hand >= 0),
    PRIMARY KEY (account_id, store_id, product_id)
);
CREATE TABLE counters (
    account_id  TEXT NOT NULL,
    series      TEXT NOT NULL,
    last_number BIGINT NOT NULL,
    PRIMARY KEY (account_id, series)
);
CREATE TABLE invoices (
    account_id   TEXT NOT NULL,
    invoice_id   TEXT NOT NULL,
    number       BIGINT NOT NULL,
    store_id     TEXT NOT NULL,
    customer_id  TEXT NOT NULL,
    status       TEXT NOT NULL,
    taxable      BIGINT NOT NULL,
    cgst         BIGINT NOT NULL,
    sgst         BIGINT NOT NULL,
    igst         BIGINT NOT NULL,
    grand_total  BIGINT NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, invoice_id),
    UNIQUE (account_id, number)
);
CREATE TABLE invoice_lines (
    account_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    line       INTEGER NOT NULL,
    product_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    hsn        TEXT NOT NULL,
    qty        BIGINT NOT NULL,
    rate       BIGINT NOT NULL,
    gst_rate   INTEGER NOT NULL,
    taxable    BIGINT NOT NULL,
    cgst       BIGINT NOT NULL,
    sgst       BIGINT NOT NULL,
    total      BIGINT NOT NULL,
    PRIMARY KEY (account_id, invoice_id, line)
);
CREATE TABLE payments (
    account_id TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    mode       TEXT NOT NULL,
    amount     BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, payment_id)
);
CREATE TABLE outbox (
    account_id TEXT NOT NULL,
    event_id   TEXT NOT NULL,
    event_type TEXT NOT NULL,
    envelope   TEXT NOT NULL,
    position   BIGINT GENERATED ALWAYS AS IDENTITY,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    sent_at    TIMESTAMPTZ,
    PRIMARY KEY (account_id, event_id)
);
CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;

INSERT INTO counters VALUES ('acct_1', 'INV-2026-', 0);
INSERT INTO stock_levels SELECT 'acct_1', 'store_1', 'prod_' || n, 1000000000000 FROM generate_series(1, 100) AS n;
