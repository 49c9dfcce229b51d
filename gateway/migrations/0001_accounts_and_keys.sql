-- The gateway's own tables: accounts (a sandbox is one of its own) and their API keys, of which only a hash is kept.
SET lock_timeout = '5s';

CREATE TABLE accounts (
    account_id      TEXT        PRIMARY KEY,
    name            TEXT        NOT NULL,
    livemode        BOOLEAN     NOT NULL,
    live_account_id TEXT        UNIQUE REFERENCES accounts,
    created_at      TIMESTAMPTZ NOT NULL,
    CHECK (livemode = (live_account_id IS NULL))
);
SELECT app.protect('accounts');

CREATE TABLE api_keys (
    account_id   TEXT        NOT NULL REFERENCES accounts,
    key_id       TEXT        NOT NULL,
    digest       BYTEA       NOT NULL CHECK (octet_length(digest) = 32),
    kind         TEXT        NOT NULL CHECK (kind IN ('sk_live', 'pk_live', 'sk_test', 'pk_test')),
    prefix       TEXT        NOT NULL,
    last_four    TEXT        NOT NULL,
    name         TEXT,
    scopes       TEXT[],
    store_id     TEXT,
    api_version  TEXT        NOT NULL,
    per_minute   INTEGER     CHECK (per_minute > 0),
    per_second   INTEGER     CHECK (per_second > 0),
    unlimited    BOOLEAN     NOT NULL DEFAULT false,
    created_at   TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ,
    revoked_at   TIMESTAMPTZ,
    last_used_at TIMESTAMPTZ,
    changes      INTEGER     NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, key_id)
);
CREATE UNIQUE INDEX api_keys_digest ON api_keys (digest);
SELECT app.protect('api_keys');

-- A key comes before its account is known, so row-level security would hide it. This function, which runs with the
-- owner's rights, is the one way around it: it takes a whole hash and gives that one key, nothing else. It also notes
-- when the key was last used, at most once a minute.
CREATE FUNCTION app.use_key(wanted bytea, at_time timestamptz)
RETURNS TABLE (
    account_id text, key_id text, kind text, livemode boolean, scopes text[], store_id text, api_version text,
    per_minute integer, per_second integer, unlimited boolean, expires_at timestamptz, revoked_at timestamptz,
    changes integer
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
BEGIN
    UPDATE public.api_keys AS k
       SET last_used_at = at_time
     WHERE k.digest = wanted
       AND k.revoked_at IS NULL
       AND (k.last_used_at IS NULL OR k.last_used_at < at_time - interval '1 minute');
    RETURN QUERY
        SELECT k.account_id, k.key_id, k.kind, a.livemode, k.scopes, k.store_id, k.api_version,
               k.per_minute, k.per_second, k.unlimited, k.expires_at, k.revoked_at, k.changes
          FROM public.api_keys AS k
          JOIN public.accounts AS a ON a.account_id = k.account_id
         WHERE k.digest = wanted;
END
$body$;
REVOKE ALL ON FUNCTION app.use_key(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.use_key(bytea, timestamptz) TO saathix_service, saathix_worker;
