-- Imports of products: the rows of a file as they were read, what was found wrong with each, and what became of it. The state lies
-- here and not in a process, so that any gateway process goes on where another one was stopped.
SET lock_timeout = '5s';

CREATE TABLE imports (
    account_id   TEXT        NOT NULL REFERENCES accounts,
    import_id    TEXT        NOT NULL,
    file_name    TEXT        NOT NULL,
    livemode     BOOLEAN     NOT NULL,
    member_id    TEXT        NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    state        TEXT        NOT NULL CHECK (state IN ('checking', 'checked', 'importing', 'done', 'discarded')),
    columns      TEXT[]      NOT NULL,             -- of the file, as they were understood
    ignored      TEXT[]      NOT NULL DEFAULT '{}',
    row_count    INTEGER     NOT NULL,
    row_done     INTEGER     NOT NULL DEFAULT 0,   -- up to which row the state's work is done
    waits_for    TEXT,                             -- why it does not go on at the moment
    leased_until TIMESTAMPTZ,
    ended_at     TIMESTAMPTZ,
    PRIMARY KEY (account_id, import_id)
);
CREATE INDEX imports_under_way ON imports (created_at) WHERE state IN ('checking', 'importing');
CREATE INDEX imports_age ON imports (created_at);
SELECT app.protect('imports');

CREATE TABLE import_rows (
    account_id TEXT    NOT NULL,
    import_id  TEXT    NOT NULL,
    row        INTEGER NOT NULL,
    line       INTEGER NOT NULL,   -- of the file, as people count it
    sku        TEXT,
    name       TEXT,
    product    TEXT,               -- the JSON of a product as catalog takes it; NULL when the row cannot be read as one
    faults     TEXT,               -- the JSON of what is wrong with it
    outcome    TEXT    CHECK (outcome IN ('created', 'updated', 'refused')),
    PRIMARY KEY (account_id, import_id, row),
    FOREIGN KEY (account_id, import_id) REFERENCES imports ON DELETE CASCADE
);
CREATE INDEX import_rows_faults ON import_rows (account_id, import_id, row) WHERE faults IS NOT NULL;
SELECT app.protect('import_rows');

-- A process that looks for work does not know whose there is. This lends it one import, or takes one over whose process has
-- not been heard of; it says whose, and nothing of what is in it. What is over 30 days old goes.
CREATE FUNCTION app.lease_import(at_time TIMESTAMPTZ, seconds INTEGER)
RETURNS TABLE (account_id TEXT, import_id TEXT)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
    DELETE FROM public.imports AS old WHERE old.created_at < least(at_time, now()) - interval '30 days';
    RETURN QUERY
        UPDATE public.imports AS i
           SET leased_until = at_time + make_interval(secs => least(seconds, 600))
         WHERE (i.account_id, i.import_id) = (
               SELECT w.account_id, w.import_id
                 FROM public.imports AS w
                WHERE w.state IN ('checking', 'importing')
                  AND (w.leased_until IS NULL OR w.leased_until <= at_time)
                ORDER BY w.created_at
                LIMIT 1
                  FOR UPDATE SKIP LOCKED)
        RETURNING i.account_id, i.import_id;
END
$body$;
REVOKE ALL ON FUNCTION app.lease_import(TIMESTAMPTZ, INTEGER) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.lease_import(TIMESTAMPTZ, INTEGER) TO saathix_service, saathix_worker;
