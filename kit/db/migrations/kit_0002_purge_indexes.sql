-- Old rows are found by time without reading the whole table; a BRIN index costs a write next to nothing.
SET lock_timeout = '5s';

CREATE INDEX outbox_age ON outbox USING brin (created_at);
CREATE INDEX inbox_age ON inbox USING brin (received_at);
