-- What every service's database holds beside its own tables: outbox, inbox, idempotency records, and the
-- function that puts a table under row-level security.
SET lock_timeout = '5s';

CREATE SCHEMA app;

GRANT USAGE ON SCHEMA app TO saathix_service, saathix_worker;
GRANT USAGE ON SCHEMA public TO saathix_service, saathix_worker;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO saathix_service, saathix_worker;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO saathix_service, saathix_worker;

-- A service sees the rows of the accounts named at the start of its transaction; a worker (relay, purge,
-- dispatcher) sees all. FORCE keeps even a table's owner under the policy.
CREATE FUNCTION app.protect(target regclass) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY accounts ON %s TO saathix_service '
        'USING (account_id = ANY (current_setting(''app.accounts'', true)::text[])) '
        'WITH CHECK (account_id = ANY (current_setting(''app.accounts'', true)::text[]))', target);
    EXECUTE format('CREATE POLICY work ON %s TO saathix_worker USING (true) WITH CHECK (true)', target);
END
$body$;

CREATE TABLE outbox (
    account_id TEXT        NOT NULL,
    event_id   TEXT        NOT NULL,
    event_type TEXT        NOT NULL,
    envelope   TEXT        NOT NULL,
    position   BIGINT      GENERATED ALWAYS AS IDENTITY,
    created_at TIMESTAMPTZ NOT NULL,
    sent_at    TIMESTAMPTZ,
    PRIMARY KEY (account_id, event_id)
);
CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;
SELECT app.protect('outbox');

CREATE TABLE inbox (
    account_id      TEXT        NOT NULL,
    handler         TEXT        NOT NULL,
    event_id        TEXT        NOT NULL,
    state           TEXT        NOT NULL CHECK (state IN ('applied', 'waiting', 'dead')),
    attempts        INTEGER     NOT NULL DEFAULT 1,
    received_at     TIMESTAMPTZ NOT NULL,
    next_attempt_at TIMESTAMPTZ,
    envelope        TEXT,
    error           TEXT,
    PRIMARY KEY (account_id, handler, event_id)
);
CREATE INDEX inbox_waiting ON inbox (next_attempt_at) WHERE state = 'waiting';
SELECT app.protect('inbox');

CREATE TABLE idempotency_records (
    account_id  TEXT        NOT NULL,
    key         TEXT        NOT NULL,
    fingerprint TEXT        NOT NULL,
    resource_id TEXT,
    created     BOOLEAN     NOT NULL,
    body        TEXT        NOT NULL,
    sealed      BOOLEAN     NOT NULL DEFAULT false,
    recorded_at TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_records_expiry ON idempotency_records (expires_at);
SELECT app.protect('idempotency_records');
