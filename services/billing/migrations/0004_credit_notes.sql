-- Credit notes: what came back of an invoice and the money given back. Too much of either is refused by the tables.
SET lock_timeout = '5s';

-- What a note repeats of its invoice, frozen with the sale. The state is NULL on invoices of releases before this one.
ALTER TABLE invoices
  ADD COLUMN supplier_state TEXT,
  ADD COLUMN sez            BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE invoice_lines
  ADD COLUMN cess_rate_bp   INTEGER NOT NULL DEFAULT 0;

-- Rows that are there have the defaults, which pass: NOT VALID spares reading them and binds every change from now on.
-- `amount_refunded`: what all notes come to. `given_back`: the part of it that was paid out; the rest lowered what was due.
ALTER TABLE invoices
  ADD COLUMN refund_status         TEXT   NOT NULL DEFAULT 'none',
  ADD COLUMN amount_refunded_paise BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN given_back_paise      BIGINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT invoices_refund_status CHECK (refund_status IN ('none', 'partial', 'full')) NOT VALID,
  ADD CONSTRAINT invoices_refunded CHECK (amount_refunded_paise BETWEEN 0 AND grand_total_paise) NOT VALID,
  ADD CONSTRAINT invoices_given_back CHECK (given_back_paise BETWEEN 0 AND amount_paid_paise) NOT VALID,
  ADD CONSTRAINT invoices_due
      CHECK (grand_total_paise - amount_refunded_paise - amount_paid_paise + given_back_paise >= 0) NOT VALID;

ALTER TABLE invoice_lines
  ADD COLUMN returned_milli BIGINT NOT NULL DEFAULT 0,
  ADD CONSTRAINT invoice_lines_returned CHECK (returned_milli BETWEEN 0 AND qty_milli) NOT VALID;

GRANT UPDATE (refund_status, amount_refunded_paise, given_back_paise) ON invoices TO saathix_service;
GRANT UPDATE (returned_milli) ON invoice_lines TO saathix_service;

-- `event` is what invoice.refunded told: reports are rebuilt from it.
CREATE TABLE credit_notes (
    account_id       TEXT        NOT NULL,
    credit_note_id   TEXT        NOT NULL,
    credit_note_no   TEXT        NOT NULL,
    gstin            TEXT        NOT NULL,
    store_id         TEXT        NOT NULL,
    invoice_id       TEXT        NOT NULL,
    reason           TEXT,
    gst_effective    BOOLEAN     NOT NULL,
    taxable_paise    BIGINT      NOT NULL,
    tax_paise        BIGINT      NOT NULL CHECK (tax_paise >= 0),
    round_off_paise  BIGINT      NOT NULL,
    total_paise      BIGINT      NOT NULL CHECK (total_paise >= 0),
    given_back_paise BIGINT      NOT NULL CHECK (given_back_paise BETWEEN 0 AND total_paise),
    created_at       TIMESTAMPTZ NOT NULL,
    body             TEXT        NOT NULL,
    event            TEXT        NOT NULL,
    CHECK (taxable_paise + tax_paise + round_off_paise = total_paise),
    PRIMARY KEY (account_id, credit_note_id),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoices
);
CREATE UNIQUE INDEX credit_notes_number ON credit_notes (account_id, credit_note_no, gstin);
CREATE INDEX credit_notes_of_invoice ON credit_notes (account_id, invoice_id, credit_note_id);
SELECT app.protect('credit_notes');
REVOKE UPDATE, DELETE ON credit_notes FROM saathix_service;

-- `returned_milli` is what had come back of the invoice's line after this one: no two notes return the same pieces.
-- The taxable value may be a paisa below nothing: it is what the taxes' own rounding leaves of the total.
CREATE TABLE credit_note_lines (
    account_id          TEXT    NOT NULL,
    credit_note_id      TEXT    NOT NULL,
    place               INTEGER NOT NULL,
    invoice_id          TEXT    NOT NULL,
    line                INTEGER NOT NULL,
    qty_milli           BIGINT  NOT NULL CHECK (qty_milli > 0),
    returned_milli      BIGINT  NOT NULL,
    restock             BOOLEAN NOT NULL,
    discount_paise      BIGINT  NOT NULL CHECK (discount_paise >= 0),
    bill_discount_paise BIGINT  NOT NULL CHECK (bill_discount_paise >= 0),
    taxable_paise       BIGINT  NOT NULL,
    cgst_paise          BIGINT  NOT NULL CHECK (cgst_paise >= 0),
    sgst_paise          BIGINT  NOT NULL,
    igst_paise          BIGINT  NOT NULL CHECK (igst_paise >= 0),
    cess_paise          BIGINT  NOT NULL CHECK (cess_paise >= 0),
    total_paise         BIGINT  NOT NULL CHECK (total_paise >= 0),
    CHECK (cgst_paise = sgst_paise),
    CHECK (taxable_paise + cgst_paise + sgst_paise + igst_paise + cess_paise = total_paise),
    CHECK (returned_milli >= qty_milli),
    PRIMARY KEY (account_id, credit_note_id, place),
    UNIQUE (account_id, invoice_id, line, returned_milli),
    FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_notes,
    FOREIGN KEY (account_id, invoice_id, line) REFERENCES invoice_lines
);
SELECT app.protect('credit_note_lines');
REVOKE UPDATE, DELETE ON credit_note_lines FROM saathix_service;

CREATE TABLE refunds (
    account_id     TEXT        NOT NULL,
    invoice_id     TEXT        NOT NULL,
    refund_id      TEXT        NOT NULL,
    credit_note_id TEXT        NOT NULL,
    mode           TEXT        NOT NULL CHECK (mode <> 'credit'),
    amount_paise   BIGINT      NOT NULL CHECK (amount_paise > 0),
    place          INTEGER     NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, invoice_id, refund_id),
    FOREIGN KEY (account_id, credit_note_id) REFERENCES credit_notes
);
SELECT app.protect('refunds');
REVOKE UPDATE, DELETE ON refunds FROM saathix_service;
