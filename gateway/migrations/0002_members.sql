-- The people who work in the dashboard: who they are, which accounts they belong to, where they are logged in, and what
-- they changed. A person's own rows are visible to a transaction that names the person (`member_…`) beside the accounts.
SET lock_timeout = '5s';

CREATE TABLE members (
    member_id           TEXT        PRIMARY KEY,
    email               TEXT        NOT NULL CHECK (email = lower(email)),
    name                TEXT        NOT NULL,
    language            TEXT        NOT NULL DEFAULT 'en',
    theme               TEXT        NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark')),
    password_hash       TEXT        NOT NULL,
    password_changed_at TIMESTAMPTZ NOT NULL,
    totp_secret         BYTEA,
    totp_last_step      BIGINT      NOT NULL DEFAULT 0,
    totp_since          TIMESTAMPTZ,
    created_at          TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX members_email ON members (email);

CREATE TABLE memberships (
    account_id TEXT        NOT NULL REFERENCES accounts,
    member_id  TEXT        NOT NULL REFERENCES members,
    role       TEXT        NOT NULL CHECK (role IN ('owner', 'manager', 'developer', 'cashier')),
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (account_id, member_id)
);
CREATE INDEX memberships_member ON memberships (member_id);
SELECT app.protect('memberships');

CREATE TABLE member_sessions (
    member_id  TEXT        NOT NULL REFERENCES members,
    session_id TEXT        NOT NULL,
    digest     BYTEA       NOT NULL CHECK (octet_length(digest) = 32),
    stage      TEXT        NOT NULL CHECK (stage IN ('second_factor', 'open')),
    account_id TEXT,
    livemode   BOOLEAN     NOT NULL DEFAULT true,
    address    TEXT        NOT NULL,
    agent      TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at   TIMESTAMPTZ,
    PRIMARY KEY (member_id, session_id)
);
CREATE UNIQUE INDEX member_sessions_digest ON member_sessions (digest);
CREATE INDEX member_sessions_expiry ON member_sessions (expires_at);

CREATE TABLE recovery_codes (
    member_id TEXT        NOT NULL REFERENCES members,
    digest    BYTEA       NOT NULL CHECK (octet_length(digest) = 32),
    used_at   TIMESTAMPTZ,
    PRIMARY KEY (member_id, digest)
);

CREATE TABLE password_resets (
    member_id  TEXT        NOT NULL REFERENCES members,
    reset_id   TEXT        NOT NULL,
    digest     BYTEA       NOT NULL CHECK (octet_length(digest) = 32),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ,
    PRIMARY KEY (member_id, reset_id)
);
CREATE UNIQUE INDEX password_resets_digest ON password_resets (digest);

CREATE TABLE invitations (
    account_id    TEXT        NOT NULL REFERENCES accounts,
    invitation_id TEXT        NOT NULL,
    email         TEXT        NOT NULL CHECK (email = lower(email)),
    role          TEXT        NOT NULL CHECK (role IN ('owner', 'manager', 'developer', 'cashier')),
    digest        BYTEA       NOT NULL CHECK (octet_length(digest) = 32),
    invited_by    TEXT        NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    expires_at    TIMESTAMPTZ NOT NULL,
    accepted_at   TIMESTAMPTZ,
    withdrawn_at  TIMESTAMPTZ,
    PRIMARY KEY (account_id, invitation_id)
);
CREATE UNIQUE INDEX invitations_digest ON invitations (digest);
SELECT app.protect('invitations');

-- Who changed what and when. It is written and read, never changed: the service has no right to.
CREATE TABLE audit_log (
    account_id TEXT        NOT NULL REFERENCES accounts,
    entry_id   TEXT        NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    member_id  TEXT,
    actor      TEXT        NOT NULL,
    action     TEXT        NOT NULL,
    subject    TEXT        NOT NULL,
    facts      JSON        NOT NULL,
    livemode   BOOLEAN     NOT NULL,
    address    TEXT        NOT NULL,
    PRIMARY KEY (account_id, entry_id)
);
SELECT app.protect('audit_log');
REVOKE UPDATE, DELETE ON audit_log FROM saathix_service;

ALTER TABLE api_keys ADD COLUMN created_by TEXT;

-- A person's rows: as app.protect does it, with the person in the account's place.
DO $body$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['members', 'member_sessions', 'recovery_codes', 'password_resets'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
        EXECUTE format(
            'CREATE POLICY own ON %I TO saathix_service '
            'USING (member_id = ANY (current_setting(''app.accounts'', true)::text[])) '
            'WITH CHECK (member_id = ANY (current_setting(''app.accounts'', true)::text[]))', target);
        EXECUTE format('CREATE POLICY work ON %I TO saathix_worker USING (true) WITH CHECK (true)', target);
    END LOOP;
END
$body$;

-- An account's members are seen, not changed, by a transaction of the account.
CREATE POLICY of_account ON members FOR SELECT TO saathix_service
    USING (EXISTS (SELECT 1
                     FROM memberships AS m
                    WHERE m.member_id = members.member_id
                      AND m.account_id = ANY (current_setting('app.accounts', true)::text[])));

-- What comes before the person is known, as app.use_key is for keys: each takes one whole secret (or e-mail address) and
-- gives the one row that it names.
CREATE FUNCTION app.find_member(wanted text)
RETURNS TABLE (member_id text, email text, name text, language text, password_hash text, has_totp boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    SELECT m.member_id, m.email, m.name, m.language, m.password_hash, m.totp_since IS NOT NULL
      FROM public.members AS m
     WHERE m.email = lower(wanted)
$body$;

CREATE FUNCTION app.accounts_of(wanted text)
RETURNS TABLE (account_id text, name text, role text, sandbox_account_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    SELECT a.account_id, a.name, s.role, b.account_id
      FROM public.memberships AS s
      JOIN public.accounts AS a ON a.account_id = s.account_id
      LEFT JOIN public.accounts AS b ON b.live_account_id = a.account_id
     WHERE s.member_id = wanted
     ORDER BY s.created_at, a.account_id
$body$;

-- The session behind a cookie, with all that a page needs to know of its person; `touch` notes that it is in use, at
-- most once a minute.
CREATE FUNCTION app.use_session(wanted bytea, at_time timestamptz, idle interval, touch boolean)
RETURNS TABLE (
    member_id text, session_id text, stage text, account_id text, account_name text, sandbox_account_id text, role text,
    livemode boolean, email text, name text, language text, theme text, has_totp boolean, created_at timestamptz,
    expires_at timestamptz
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
BEGIN
    IF touch THEN
        UPDATE public.member_sessions AS s
           SET seen_at = at_time
         WHERE s.digest = wanted
           AND s.ended_at IS NULL
           AND s.expires_at > at_time
           AND s.seen_at > at_time - idle
           AND s.seen_at < at_time - interval '1 minute';
    END IF;
    RETURN QUERY
        SELECT s.member_id, s.session_id, s.stage, a.account_id, a.name, b.account_id, p.role,
               s.livemode, m.email, m.name, m.language, m.theme, m.totp_since IS NOT NULL, s.created_at, s.expires_at
          FROM public.member_sessions AS s
          JOIN public.members AS m ON m.member_id = s.member_id
          LEFT JOIN public.memberships AS p ON p.member_id = s.member_id AND p.account_id = s.account_id
          LEFT JOIN public.accounts AS a ON a.account_id = p.account_id
          LEFT JOIN public.accounts AS b ON b.live_account_id = a.account_id
         WHERE s.digest = wanted
           AND s.ended_at IS NULL
           AND s.expires_at > at_time
           AND s.seen_at > at_time - idle;
END
$body$;

CREATE FUNCTION app.find_reset(wanted bytea, at_time timestamptz)
RETURNS TABLE (member_id text, reset_id text, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    SELECT r.member_id, r.reset_id, m.email
      FROM public.password_resets AS r
      JOIN public.members AS m ON m.member_id = r.member_id
     WHERE r.digest = wanted
       AND r.used_at IS NULL
       AND r.expires_at > at_time
$body$;

CREATE FUNCTION app.find_invitation(wanted bytea, at_time timestamptz)
RETURNS TABLE (account_id text, invitation_id text, email text, role text, account_name text, member_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    SELECT i.account_id, i.invitation_id, i.email, i.role, a.name, m.member_id
      FROM public.invitations AS i
      JOIN public.accounts AS a ON a.account_id = i.account_id
      LEFT JOIN public.members AS m ON m.email = i.email
     WHERE i.digest = wanted
       AND i.accepted_at IS NULL
       AND i.withdrawn_at IS NULL
       AND i.expires_at > at_time
$body$;

REVOKE ALL ON FUNCTION app.find_member(text), app.accounts_of(text), app.find_reset(bytea, timestamptz),
    app.use_session(bytea, timestamptz, interval, boolean), app.find_invitation(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.find_member(text), app.accounts_of(text), app.find_reset(bytea, timestamptz),
    app.use_session(bytea, timestamptz, interval, boolean), app.find_invitation(bytea, timestamptz)
    TO saathix_service, saathix_worker;
