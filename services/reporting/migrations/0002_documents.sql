-- Every document counted, once: its key keeps an event that comes after a rebuild from counting it again, and its facts
-- are what a GST return needs. Names for products in reports.
SET lock_timeout = '5s';

-- `month` is the first day of the document's month in India, so that a return reads one range of the key.
-- `facts` is one JSON array, in the order that domain/document.py gives; a later payment has none.
CREATE TABLE documents (
    account_id  TEXT NOT NULL,
    month       DATE NOT NULL,
    document_id TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'payment')),
    gstin       TEXT NOT NULL,
    store_id    TEXT NOT NULL,
    number      TEXT NOT NULL,
    facts       JSON NOT NULL,
    PRIMARY KEY (account_id, month, document_id)
);
SELECT app.protect('documents');

-- The id of the newest invoice that named the product, a space, its SKU, a tab and its name: ids go by time, so the
-- greatest of these texts holds the newest name, in whatever order the events come.
ALTER TABLE sales_by_product ADD COLUMN named TEXT COLLATE "C" NOT NULL DEFAULT '';
