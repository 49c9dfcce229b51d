-- Endpoints: headers of their own, secrets that still live, how they have been doing. Deliveries: an attempt that somebody asked
-- for, outside the schedule. What changes with every delivery stays out of the new indexes, so a first attempt costs what it did.
SET lock_timeout = '5s';

ALTER TABLE endpoints
    ADD COLUMN sealed_headers TEXT,
    ADD COLUMN old_secrets    JSONB   NOT NULL DEFAULT '[]',  -- [{"sealed", "until"}], the newest first
    ADD COLUMN secret_digest  TEXT,                           -- SHA-256 of the current secret
    ADD COLUMN failures       INTEGER NOT NULL DEFAULT 0,     -- attempts that failed since the last that did not
    ADD COLUMN failing_since  TIMESTAMPTZ,
    ADD COLUMN paused_until   TIMESTAMPTZ;
CREATE INDEX endpoints_secret ON endpoints (secret_digest);

ALTER TABLE deliveries
    ADD COLUMN extra_attempts INTEGER NOT NULL DEFAULT 0,  -- of attempts_made, those that are not the schedule's
    ADD COLUMN asked_at       TIMESTAMPTZ,                 -- an extra attempt is wanted
    ADD COLUMN closes_at      TIMESTAMPTZ;                 -- from then on a pause of the endpoint no longer holds it back
CREATE INDEX deliveries_asked ON deliveries (account_id, endpoint_id, asked_at) WHERE asked_at IS NOT NULL;
CREATE INDEX deliveries_closing ON deliveries (account_id, endpoint_id, closes_at)
    WHERE status = 'pending' AND closes_at IS NOT NULL;

ALTER TABLE attempts ADD COLUMN redelivery BOOLEAN NOT NULL DEFAULT false;

-- Whether a secret, of which one must know all 256 bits, is a live endpoint's, a sandbox's, or nobody's: a sandbox is another
-- account, and the doctor of signatures must tell the one's secret from the other's.
CREATE FUNCTION app.livemode_of_secret(digest TEXT) RETURNS BOOLEAN
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
    SELECT livemode FROM endpoints WHERE secret_digest = digest LIMIT 1
$body$;
REVOKE ALL ON FUNCTION app.livemode_of_secret(TEXT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.livemode_of_secret(TEXT) TO saathix_service;
