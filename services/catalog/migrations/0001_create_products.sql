-- The catalog's own tables: products, their prices by day, and the stores that carry them.
SET lock_timeout = '5s';

-- `body` is the product as the public API shows it, written with the row, so that reading is copying.
CREATE TABLE products (
    account_id          TEXT        NOT NULL,
    product_id          TEXT        NOT NULL,
    version             INTEGER     NOT NULL CHECK (version > 0),
    status              TEXT        NOT NULL CHECK (status IN ('active', 'archived')),
    sku                 TEXT        NOT NULL,
    name                TEXT        NOT NULL,
    hsn                 TEXT,
    unit                TEXT        NOT NULL,
    barcode             TEXT,
    reorder_level_milli BIGINT      CHECK (reorder_level_milli >= 0),
    metadata            JSON        NOT NULL,
    body                TEXT        NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, product_id),
    CONSTRAINT products_sku UNIQUE (account_id, sku)
);
CREATE INDEX products_newest ON products (account_id, created_at DESC, product_id DESC);
SELECT app.protect('products');

-- A price is never edited, only replaced by a later row: what a product cost on a day stays known.
CREATE TABLE product_prices (
    account_id       TEXT        NOT NULL,
    product_id       TEXT        NOT NULL,
    version          INTEGER     NOT NULL,
    effective_from   TIMESTAMPTZ NOT NULL,
    rate_paise       BIGINT      NOT NULL CHECK (rate_paise >= 0),
    tax_inclusive    BOOLEAN,
    gst_rate_bp      INTEGER     NOT NULL CHECK (gst_rate_bp >= 0),
    cess_rate_bp     INTEGER     NOT NULL CHECK (cess_rate_bp >= 0),
    zero_rate_reason TEXT,
    PRIMARY KEY (account_id, product_id, version),
    FOREIGN KEY (account_id, product_id) REFERENCES products,
    CHECK ((gst_rate_bp = 0) = (zero_rate_reason IS NOT NULL))
);
SELECT app.protect('product_prices');
REVOKE UPDATE, DELETE ON product_prices FROM saathix_service, saathix_worker;

-- The stores that carry a product, with what each started with. Stock itself is billing's.
CREATE TABLE product_stores (
    account_id        TEXT   NOT NULL,
    product_id        TEXT   NOT NULL,
    store_id          TEXT   NOT NULL,
    opening_qty_milli BIGINT NOT NULL CHECK (opening_qty_milli >= 0),
    PRIMARY KEY (account_id, product_id, store_id),
    FOREIGN KEY (account_id, product_id) REFERENCES products
);
SELECT app.protect('product_stores');
REVOKE UPDATE, DELETE ON product_stores FROM saathix_service, saathix_worker;
