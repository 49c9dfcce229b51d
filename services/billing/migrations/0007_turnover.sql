-- The yearly turnover that a store's registration declares: it settles how many digits of HSN its invoices name.
SET lock_timeout = '5s';

ALTER TABLE stores ADD COLUMN turnover TEXT CHECK (turnover IN ('up_to_5_crore', 'above_5_crore'));
