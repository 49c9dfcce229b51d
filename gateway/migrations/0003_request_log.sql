-- The request log: one row a request that came with a good key, in daily partitions (UTC) kept for 30 days, and how often each
-- error code was answered on each day of India. A request's id holds its time, so its row is found by the primary key alone.
SET lock_timeout = '5s';

CREATE TABLE request_log (
    account_id      TEXT        NOT NULL,
    at              TIMESTAMPTZ NOT NULL,
    request_id      TEXT        COLLATE "C" NOT NULL,
    key_id          TEXT        NOT NULL,
    method          TEXT        NOT NULL,
    route           TEXT        NOT NULL,
    path            TEXT        NOT NULL,
    query           TEXT,                       -- names; values only where they tell nothing of a person
    status          SMALLINT    NOT NULL,
    milliseconds    REAL        NOT NULL,
    api_version     TEXT,
    address         TEXT,                       -- a secret key's client; of a publishable key's only the network
    idempotency_key TEXT,                       -- the client's own
    resource_id     TEXT,                       -- what a write made, or found made
    error_code      TEXT,
    problem         TEXT,                       -- of a failed request: what it was told
    body            TEXT,                       -- of a failed request: what it had sent, without what is personal
    times           INTEGER     NOT NULL DEFAULT 1,  -- refusals beyond a key's quota that one row stands for
    PRIMARY KEY (account_id, at, request_id)
) PARTITION BY RANGE (at);
CREATE INDEX request_log_failed ON request_log (account_id, at, request_id) WHERE error_code IS NOT NULL;
CREATE INDEX request_log_idempotency ON request_log (account_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
SELECT app.protect('request_log');

-- Holds what no daily partition takes (a clock that is off), so that nothing is refused.
CREATE TABLE request_log_default PARTITION OF request_log DEFAULT;
SELECT app.protect('request_log_default');

CREATE TABLE request_error_counts (
    account_id TEXT    NOT NULL,
    day        DATE    NOT NULL,
    error_code TEXT    NOT NULL,
    count      BIGINT  NOT NULL,
    PRIMARY KEY (account_id, day, error_code)
) WITH (fillfactor = 70);
SELECT app.protect('request_error_counts');

-- The gateway owns no table and sees one account at a time, so these two run with the owner's rights. What they can be made to
-- do is bounded: a few weeks of empty partitions, and dropping what is older than 30 days by the database's own clock.
CREATE FUNCTION app.ensure_request_log_partitions(first_day DATE, days INTEGER) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $body$
DECLARE
    day  DATE;
    part TEXT;
    made INTEGER := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7240003);
    FOR day IN SELECT first_day + n FROM generate_series(0, least(days, 60) - 1) AS n LOOP
        part := 'request_log_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE request_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
        LOCK TABLE request_log IN SHARE UPDATE EXCLUSIVE MODE;
        EXECUTE format(
            'WITH moved AS (DELETE FROM request_log_default WHERE at >= %L AND at < %L RETURNING *) '
            'INSERT INTO %I SELECT * FROM moved', day::timestamptz, (day + 1)::timestamptz, part);
        EXECUTE format('ALTER TABLE request_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       part, day::timestamptz, (day + 1)::timestamptz);
        EXECUTE format('SELECT app.protect(%L)', part);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$body$;

CREATE FUNCTION app.drop_request_log_partitions(wanted_day DATE) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $body$
DECLARE
    before_day DATE := least(wanted_day, current_date - 30);
    part       TEXT;
    dropped    INTEGER := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7240003);
    FOR part IN
        SELECT c.relname
          FROM pg_inherits AS i
          JOIN pg_class AS c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'request_log'::regclass
           AND c.relname ~ '^request_log_[0-9]{8}$'
           AND c.relname < 'request_log_' || to_char(before_day, 'YYYYMMDD')
         ORDER BY 1
    LOOP
        EXECUTE format('DROP TABLE %I', part);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM request_log_default WHERE at < before_day::timestamptz;
    DELETE FROM request_error_counts WHERE day < before_day;
    RETURN dropped;
END
$body$;

REVOKE ALL ON FUNCTION app.ensure_request_log_partitions(DATE, INTEGER), app.drop_request_log_partitions(DATE) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ensure_request_log_partitions(DATE, INTEGER), app.drop_request_log_partitions(DATE)
   TO saathix_service, saathix_worker;

SELECT app.ensure_request_log_partitions((now() AT TIME ZONE 'UTC')::date - 1, 10);
