-- Stores, the product facts billing bills with, stock and its ledger, number series, invoices, lines, payments.
-- The account leads every key. Hot tables bear no foreign keys: a sale writes all its rows in one statement.
SET lock_timeout = '5s';

CREATE TABLE stores (
    account_id           TEXT        NOT NULL,
    store_id             TEXT        NOT NULL,
    name                 TEXT        NOT NULL,
    gstin                TEXT        NOT NULL DEFAULT '',
    state                TEXT        NOT NULL,
    address              TEXT,
    invoice_template     TEXT        NOT NULL,
    credit_note_template TEXT        NOT NULL,
    upi_id               TEXT,
    round_off            TEXT        NOT NULL CHECK (round_off IN ('off', 'cash', 'always')),
    tax_inclusive        BOOLEAN     NOT NULL,
    negative_stock       BOOLEAN     NOT NULL,
    composition          BOOLEAN     NOT NULL,
    status               TEXT        NOT NULL CHECK (status IN ('open', 'closed')),
    is_default           BOOLEAN     NOT NULL,
    metadata             TEXT        NOT NULL DEFAULT '{}',
    created_at           TIMESTAMPTZ NOT NULL,
    updated_at           TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, store_id)
);
CREATE UNIQUE INDEX stores_one_default ON stores (account_id) WHERE is_default;
SELECT app.protect('stores');

CREATE TABLE sellables (
    account_id          TEXT    NOT NULL,
    product_id          TEXT    NOT NULL,
    sku                 TEXT    NOT NULL,
    version             BIGINT  NOT NULL,
    status              TEXT    NOT NULL CHECK (status IN ('active', 'archived')),
    name                TEXT    NOT NULL,
    rate_paise          BIGINT  NOT NULL,
    tax_inclusive       BOOLEAN,
    gst_rate_bp         INTEGER NOT NULL,
    cess_rate_bp        INTEGER NOT NULL,
    zero_rate_reason    TEXT,
    hsn                 TEXT,
    unit                TEXT    NOT NULL,
    reorder_level_milli BIGINT,
    PRIMARY KEY (account_id, product_id)
);
CREATE UNIQUE INDEX sellables_sku ON sellables (account_id, sku);
SELECT app.protect('sellables');

CREATE TABLE customer_copies (
    account_id       TEXT    NOT NULL,
    customer_id      TEXT    NOT NULL,
    version          BIGINT  NOT NULL,
    phone            TEXT,
    phone_generation INTEGER NOT NULL,
    name             TEXT,
    PRIMARY KEY (account_id, customer_id)
);
CREATE INDEX customer_copies_phone ON customer_copies (account_id, phone); -- not unique: events come in any order
SELECT app.protect('customer_copies');

CREATE TABLE stock_levels (
    account_id    TEXT        NOT NULL,
    store_id      TEXT        NOT NULL,
    product_id    TEXT        NOT NULL,
    on_hand_milli BIGINT      NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, store_id, product_id)
) WITH (fillfactor = 70);
SELECT app.protect('stock_levels');

CREATE TABLE stock_movements (
    account_id    TEXT        NOT NULL,
    product_id    TEXT        NOT NULL,
    store_id      TEXT        NOT NULL,
    movement_id   TEXT        NOT NULL,
    delta_milli   BIGINT      NOT NULL,
    on_hand_milli BIGINT      NOT NULL,
    reason        TEXT        NOT NULL,
    document_id   TEXT,
    occurred_at   TIMESTAMPTZ NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    position      BIGINT      GENERATED ALWAYS AS IDENTITY, -- the order of movements made in one instant
    PRIMARY KEY (account_id, product_id, store_id, movement_id)
);
CREATE UNIQUE INDEX stock_movements_one_opening ON stock_movements (account_id, product_id, store_id)
 WHERE reason = 'opening';
SELECT app.protect('stock_movements');
REVOKE UPDATE, DELETE ON stock_movements FROM saathix_service;

CREATE TABLE number_series (
    account_id     TEXT    NOT NULL,
    gstin          TEXT    NOT NULL,
    document       TEXT    NOT NULL,
    financial_year INTEGER NOT NULL,
    series         TEXT    NOT NULL,
    last_number    BIGINT  NOT NULL,
    PRIMARY KEY (account_id, gstin, document, financial_year, series)
) WITH (fillfactor = 50);
SELECT app.protect('number_series');

CREATE TABLE invoices (
    account_id        TEXT        NOT NULL,
    invoice_id        TEXT        NOT NULL,
    invoice_no        TEXT        NOT NULL,
    gstin             TEXT        NOT NULL,
    store_id          TEXT        NOT NULL,
    status            TEXT        NOT NULL CHECK (status IN ('paid', 'partially_paid', 'unpaid')),
    document_type     TEXT        NOT NULL,
    customer_id       TEXT,
    buyer_gstin       TEXT,
    place_of_supply   TEXT        NOT NULL,
    inter_state       BOOLEAN     NOT NULL,
    taxable_paise     BIGINT      NOT NULL,
    tax_paise         BIGINT      NOT NULL,
    round_off_paise   BIGINT      NOT NULL,
    grand_total_paise BIGINT      NOT NULL,
    amount_paid_paise BIGINT      NOT NULL CHECK (amount_paid_paise BETWEEN 0 AND grand_total_paise),
    issued_at         TIMESTAMPTZ NOT NULL,
    created_at        TIMESTAMPTZ NOT NULL,
    body              TEXT        NOT NULL,
    CHECK (taxable_paise + tax_paise + round_off_paise = grand_total_paise),
    PRIMARY KEY (account_id, invoice_id)
);
CREATE UNIQUE INDEX invoices_number ON invoices (account_id, invoice_no, gstin);
SELECT app.protect('invoices');
REVOKE DELETE ON invoices FROM saathix_service;

CREATE TABLE invoice_lines (
    account_id          TEXT    NOT NULL,
    invoice_id          TEXT    NOT NULL,
    line                INTEGER NOT NULL,
    product_id          TEXT    NOT NULL,
    sku                 TEXT    NOT NULL,
    name                TEXT    NOT NULL,
    description         TEXT,
    hsn                 TEXT,
    unit                TEXT    NOT NULL,
    qty_milli           BIGINT  NOT NULL CHECK (qty_milli > 0),
    rate_paise          BIGINT  NOT NULL,
    tax_inclusive       BOOLEAN NOT NULL,
    gst_rate_bp         INTEGER NOT NULL,
    zero_rate_reason    TEXT,
    discount_paise      BIGINT  NOT NULL,
    bill_discount_paise BIGINT  NOT NULL,
    taxable_paise       BIGINT  NOT NULL,
    cgst_paise          BIGINT  NOT NULL,
    sgst_paise          BIGINT  NOT NULL,
    igst_paise          BIGINT  NOT NULL,
    cess_paise          BIGINT  NOT NULL,
    total_paise         BIGINT  NOT NULL,
    CHECK (cgst_paise = sgst_paise),
    CHECK (taxable_paise + cgst_paise + sgst_paise + igst_paise + cess_paise = total_paise),
    PRIMARY KEY (account_id, invoice_id, line)
);
SELECT app.protect('invoice_lines');
REVOKE UPDATE, DELETE ON invoice_lines FROM saathix_service;

CREATE TABLE payments (
    account_id     TEXT        NOT NULL,
    invoice_id     TEXT        NOT NULL,
    payment_id     TEXT        NOT NULL,
    mode           TEXT        NOT NULL,
    amount_paise   BIGINT      NOT NULL CHECK (amount_paise >= 0),
    tendered_paise BIGINT,
    reference      TEXT,
    received_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, invoice_id, payment_id)
);
SELECT app.protect('payments');
REVOKE UPDATE, DELETE ON payments FROM saathix_service;
