-- Sales by hour of the day, in India: what a dashboard shows of today. Hours of documents counted before this table was made
-- are not in it; `python -m services.reporting.rebuild --all` makes them.
SET lock_timeout = '5s';

CREATE TABLE sales_by_hour (
    account_id        TEXT     NOT NULL,
    day               DATE     NOT NULL,
    store_id          TEXT     NOT NULL,
    hour              SMALLINT NOT NULL CHECK (hour BETWEEN 0 AND 23),
    invoices          BIGINT   NOT NULL DEFAULT 0,
    grand_total_paise BIGINT   NOT NULL DEFAULT 0,
    round_off_paise   BIGINT   NOT NULL DEFAULT 0,
    discount_paise    BIGINT   NOT NULL DEFAULT 0,
    refunds_paise     BIGINT   NOT NULL DEFAULT 0,
    taxable_paise     BIGINT   NOT NULL DEFAULT 0,
    cgst_paise        BIGINT   NOT NULL DEFAULT 0,
    sgst_paise        BIGINT   NOT NULL DEFAULT 0,
    igst_paise        BIGINT   NOT NULL DEFAULT 0,
    cess_paise        BIGINT   NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, day, store_id, hour)
) WITH (fillfactor = 60);
SELECT app.protect('sales_by_hour');
