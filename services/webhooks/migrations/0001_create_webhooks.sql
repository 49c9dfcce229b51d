-- Endpoints, the public events in daily partitions, their per-account sequence, deliveries and attempts.
SET lock_timeout = '5s';

CREATE TABLE endpoints (
    account_id          TEXT        NOT NULL,
    id                  TEXT        NOT NULL,
    url                 TEXT        NOT NULL,
    events              TEXT[]      NOT NULL,
    registration_digest TEXT        NOT NULL,
    description         TEXT,
    api_version         TEXT        NOT NULL,
    livemode            BOOLEAN     NOT NULL,
    status              TEXT        NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
    disabled_reason     TEXT,
    sealed_secret       TEXT        NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, registration_digest)
);
SELECT app.protect('endpoints');

-- The last sequence given out. The row stays locked until the events commit, so a sequence has no gap, and a reader who
-- has seen n never finds a smaller one appear later.
CREATE TABLE event_counters (
    account_id    TEXT   PRIMARY KEY,
    last_sequence BIGINT NOT NULL
) WITH (fillfactor = 50);
SELECT app.protect('event_counters');

CREATE TABLE events (
    account_id TEXT        NOT NULL,
    id         TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    sequence   BIGINT      NOT NULL,
    type       TEXT        NOT NULL,
    body       TEXT        NOT NULL,
    PRIMARY KEY (account_id, id, created_at)
) PARTITION BY RANGE (created_at);
CREATE INDEX events_sequence ON events (account_id, sequence);
SELECT app.protect('events');

-- Holds what no daily partition takes (a late or badly dated event), so that nothing is lost.
CREATE TABLE events_default PARTITION OF events DEFAULT;
SELECT app.protect('events_default');

CREATE TABLE deliveries (
    account_id       TEXT        NOT NULL,
    id               TEXT        NOT NULL,
    endpoint_id      TEXT        NOT NULL,
    event_id         TEXT        NOT NULL,
    event_created_at TIMESTAMPTZ NOT NULL,
    status           TEXT        NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
    attempts_made    INTEGER     NOT NULL DEFAULT 0,
    first_attempt_at TIMESTAMPTZ,
    next_attempt_at  TIMESTAMPTZ,
    leased_until     TIMESTAMPTZ,
    created_at       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX deliveries_due ON deliveries (account_id, endpoint_id, next_attempt_at) WHERE status = 'pending';
CREATE INDEX deliveries_of_endpoint ON deliveries (account_id, endpoint_id, id);
CREATE INDEX deliveries_age ON deliveries USING brin (created_at);
SELECT app.protect('deliveries');

CREATE TABLE attempts (
    account_id    TEXT        NOT NULL,
    delivery_id   TEXT        NOT NULL,
    number        INTEGER     NOT NULL,
    started_at    TIMESTAMPTZ NOT NULL,
    status_code   INTEGER,
    latency_ms    INTEGER,
    error         TEXT,
    response_head TEXT,
    PRIMARY KEY (account_id, delivery_id, number)
) WITH (fillfactor = 80);
CREATE INDEX attempts_age ON attempts USING brin (started_at);
SELECT app.protect('attempts');

-- The dispatcher owns no table, so the day's housekeeping runs with the owner's rights: partitions made ahead (rows that
-- were waiting in the default one move over), and those older than what is kept dropped.
CREATE FUNCTION app.ensure_event_partitions(first_day DATE, days INTEGER) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $body$
DECLARE
    day  DATE;
    part TEXT;
    made INTEGER := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7240002);
    FOR day IN SELECT first_day + n FROM generate_series(0, days - 1) AS n LOOP
        part := 'events_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
        LOCK TABLE events IN SHARE UPDATE EXCLUSIVE MODE;
        EXECUTE format(
            'WITH moved AS (DELETE FROM events_default WHERE created_at >= %L AND created_at < %L RETURNING *) '
            'INSERT INTO %I SELECT * FROM moved', day::timestamptz, (day + 1)::timestamptz, part);
        EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       part, day::timestamptz, (day + 1)::timestamptz);
        EXECUTE format('SELECT app.protect(%L)', part);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$body$;

CREATE FUNCTION app.drop_event_partitions(before_day DATE) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $body$
DECLARE
    part    TEXT;
    dropped INTEGER := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7240002);
    FOR part IN
        SELECT c.relname
          FROM pg_inherits AS i
          JOIN pg_class AS c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'events'::regclass
           AND c.relname ~ '^events_[0-9]{8}$'
           AND c.relname < 'events_' || to_char(before_day, 'YYYYMMDD')
         ORDER BY 1
    LOOP
        EXECUTE format('DROP TABLE %I', part);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM events_default WHERE created_at < before_day::timestamptz;
    RETURN dropped;
END
$body$;

REVOKE ALL ON FUNCTION app.ensure_event_partitions(DATE, INTEGER), app.drop_event_partitions(DATE) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ensure_event_partitions(DATE, INTEGER), app.drop_event_partitions(DATE) TO saathix_worker;

SELECT app.ensure_event_partitions((now() AT TIME ZONE 'UTC')::date - 1, 9);
