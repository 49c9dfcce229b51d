-- The accounts that a transaction sees are read once a statement and not once a row: a group of sales names many accounts,
-- and taking their list apart for every row written cost more than the row.
SET lock_timeout = '5s';

CREATE OR REPLACE FUNCTION app.protect(target regclass) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY accounts ON %s TO saathix_service '
        'USING (account_id = ANY ((SELECT current_setting(''app.accounts'', true)::text[])::text[])) '
        'WITH CHECK (account_id = ANY ((SELECT current_setting(''app.accounts'', true)::text[])::text[]))', target);
    EXECUTE format('CREATE POLICY work ON %s TO saathix_worker USING (true) WITH CHECK (true)', target);
END
$body$;

DO $body$
DECLARE
    target regclass;
BEGIN
    FOR target IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'accounts' LOOP
        EXECUTE format(
            'ALTER POLICY accounts ON %s '
            'USING (account_id = ANY ((SELECT current_setting(''app.accounts'', true)::text[])::text[])) '
            'WITH CHECK (account_id = ANY ((SELECT current_setting(''app.accounts'', true)::text[])::text[]))', target);
    END LOOP;
END
$body$;
