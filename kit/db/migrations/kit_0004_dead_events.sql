-- Dead events are counted at every scrape of the metrics: they are found without reading the inbox, of which they are next to
-- nothing.
SET lock_timeout = '5s';

CREATE INDEX inbox_dead ON inbox (handler) WHERE state = 'dead';
