-- A delivery is written three times (made, taken, settled) and an attempt twice. With room left in its page, the second
-- version of a row that changes no indexed column needs no index entries. attempts.started_at changes when an attempt is
-- settled, so it is indexed no more: attempts are purged with their delivery.
SET lock_timeout = '5s';

ALTER TABLE deliveries SET (fillfactor = 55);
ALTER TABLE attempts SET (fillfactor = 70);
DROP INDEX attempts_age;
