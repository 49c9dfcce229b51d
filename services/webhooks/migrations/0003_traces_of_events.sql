-- The trace in which an event happened (a W3C traceparent), so that its deliveries belong to it; null where nothing was traced.
SET lock_timeout = '5s';

ALTER TABLE events ADD COLUMN traceparent TEXT;
