-- Stock changed by hand: counts, notes, and whether stock.low has been told.
SET lock_timeout = '5s';

-- `low_told`: stock.low went out and the stock has not recovered since (reorder level + 20 %).
-- `counted_at`: when its last count was taken; a bill issued before then is in that count already.
ALTER TABLE stock_levels
  ADD COLUMN low_told   BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN counted_at TIMESTAMPTZ;

ALTER TABLE stock_movements
  ADD COLUMN note          TEXT,
  ADD COLUMN counted_milli BIGINT;

-- What is low today has been told of: once is enough.
UPDATE stock_levels AS l
   SET low_told = true
  FROM sellables AS s
 WHERE s.account_id = l.account_id
   AND s.product_id = l.product_id
   AND l.on_hand_milli <= s.reorder_level_milli;

-- Sales outnumber everything else by far: the rest is found without reading them. A sale never touches this index.
CREATE INDEX stock_movements_by_hand ON stock_movements (account_id, product_id, store_id, movement_id)
 WHERE reason <> 'sale';
