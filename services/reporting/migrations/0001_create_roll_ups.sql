-- Sales roll-ups, one row per day (in India), store and group. Every figure is a sum, so events may arrive in any order
-- and refunds and later payments only add rows or amounts. fillfactor leaves room for updates in place.
SET lock_timeout = '5s';

CREATE TABLE sales_by_day (
    account_id        TEXT   NOT NULL,
    day               DATE   NOT NULL,
    store_id          TEXT   NOT NULL,
    invoices          BIGINT NOT NULL DEFAULT 0,
    grand_total_paise BIGINT NOT NULL DEFAULT 0,
    round_off_paise   BIGINT NOT NULL DEFAULT 0,
    discount_paise    BIGINT NOT NULL DEFAULT 0,
    refunds_paise     BIGINT NOT NULL DEFAULT 0,
    taxable_paise     BIGINT NOT NULL DEFAULT 0,
    cgst_paise        BIGINT NOT NULL DEFAULT 0,
    sgst_paise        BIGINT NOT NULL DEFAULT 0,
    igst_paise        BIGINT NOT NULL DEFAULT 0,
    cess_paise        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, day, store_id)
) WITH (fillfactor = 60);
SELECT app.protect('sales_by_day');

CREATE TABLE sales_by_payment_mode (
    account_id        TEXT   NOT NULL,
    day               DATE   NOT NULL,
    store_id          TEXT   NOT NULL,
    payment_mode      TEXT   NOT NULL,
    invoices          BIGINT NOT NULL DEFAULT 0,
    grand_total_paise BIGINT NOT NULL DEFAULT 0,
    round_off_paise   BIGINT NOT NULL DEFAULT 0,
    discount_paise    BIGINT NOT NULL DEFAULT 0,
    refunds_paise     BIGINT NOT NULL DEFAULT 0,
    taxable_paise     BIGINT NOT NULL DEFAULT 0,
    cgst_paise        BIGINT NOT NULL DEFAULT 0,
    sgst_paise        BIGINT NOT NULL DEFAULT 0,
    igst_paise        BIGINT NOT NULL DEFAULT 0,
    cess_paise        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, day, store_id, payment_mode)
) WITH (fillfactor = 60);
SELECT app.protect('sales_by_payment_mode');

CREATE TABLE sales_by_gst_rate (
    account_id        TEXT    NOT NULL,
    day               DATE    NOT NULL,
    store_id          TEXT    NOT NULL,
    gst_rate_bp       INTEGER NOT NULL,
    invoices          BIGINT  NOT NULL DEFAULT 0,
    grand_total_paise BIGINT  NOT NULL DEFAULT 0,
    round_off_paise   BIGINT  NOT NULL DEFAULT 0,
    discount_paise    BIGINT  NOT NULL DEFAULT 0,
    refunds_paise     BIGINT  NOT NULL DEFAULT 0,
    taxable_paise     BIGINT  NOT NULL DEFAULT 0,
    cgst_paise        BIGINT  NOT NULL DEFAULT 0,
    sgst_paise        BIGINT  NOT NULL DEFAULT 0,
    igst_paise        BIGINT  NOT NULL DEFAULT 0,
    cess_paise        BIGINT  NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, day, store_id, gst_rate_bp)
) WITH (fillfactor = 60);
SELECT app.protect('sales_by_gst_rate');

CREATE TABLE sales_by_product (
    account_id        TEXT   NOT NULL,
    day               DATE   NOT NULL,
    store_id          TEXT   NOT NULL,
    product_id        TEXT   NOT NULL,
    invoices          BIGINT NOT NULL DEFAULT 0,
    grand_total_paise BIGINT NOT NULL DEFAULT 0,
    round_off_paise   BIGINT NOT NULL DEFAULT 0,
    discount_paise    BIGINT NOT NULL DEFAULT 0,
    refunds_paise     BIGINT NOT NULL DEFAULT 0,
    taxable_paise     BIGINT NOT NULL DEFAULT 0,
    cgst_paise        BIGINT NOT NULL DEFAULT 0,
    sgst_paise        BIGINT NOT NULL DEFAULT 0,
    igst_paise        BIGINT NOT NULL DEFAULT 0,
    cess_paise        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, day, store_id, product_id)
) WITH (fillfactor = 60);
SELECT app.protect('sales_by_product');

-- How fresh an account's reports are: when the newest event applied to them happened.
CREATE TABLE freshness (
    account_id      TEXT        PRIMARY KEY,
    applied_through TIMESTAMPTZ NOT NULL
) WITH (fillfactor = 60);
SELECT app.protect('freshness');
