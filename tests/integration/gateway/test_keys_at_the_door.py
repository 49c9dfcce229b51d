"""Who gets in with which key, and what a key may do."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from gateway import admin
from gateway.auth import keys
from kit.db import Database
from kit.testing import FakeClock

LIST = "/v1/customers?limit=1"


def test_no_key_is_401_with_the_challenge(make_api):
    refused = make_api().get(LIST)

    assert (refused.status_code, refused.json["code"]) == (401, "key_missing")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_gets_in_as_bearer_and_as_the_user_name_of_basic(make_api, make_key):
    key = make_key()
    basic = "Basic " + base64.b64encode(f"{key}:".encode()).decode()

    assert make_api(key).get(LIST).status_code == 200
    assert make_api().get(LIST, headers={"Authorization": basic}).status_code == 200


def test_mistyped_unknown_revoked_and_expired_keys_are_told_apart(make_api, make_key, worker, account):
    mistyped = make_key()[:-1] + "!"
    unknown = keys.make("sk_live").secret
    expired = make_key(expires_at=datetime(2026, 1, 1, tzinfo=UTC))
    revoked = make_key(name="to be revoked")
    api = make_api()
    with worker.transaction() as tx:
        [row] = [row for row in admin.list_keys(tx, account["account_id"]) if row["name"] == "to be revoked"]
        admin.revoke_key(tx, api.parts.limiter, account["account_id"], row["key_id"], at=datetime.now(UTC))

    codes = [api.get(LIST, key=key).json["code"] for key in (mistyped, unknown, expired, revoked)]

    assert codes == ["key_unknown", "key_unknown", "key_expired", "key_revoked"]


def test_a_key_expires_at_its_moment(make_api, make_key):
    clock = FakeClock(datetime(2026, 6, 28, tzinfo=UTC))
    api = make_api(make_key(expires_at=clock.now() + timedelta(seconds=10)), clock)

    assert api.get(LIST).status_code == 200
    clock.move(timedelta(seconds=10))
    assert api.get(LIST).json["code"] == "key_expired"


def test_a_publishable_key_reads_products_and_writes_nothing(make_api, make_key):
    api = make_api(make_key("pk_live"))

    assert api.get("/v1/products").status_code == 200
    assert api.get(LIST).json["code"] == "scope_missing"
    assert api.get("/v1/invoices").json["code"] == "scope_missing"
    assert api.post("/v1/customers", {"phone": "98765 43210"}).json["code"] == "key_is_read_only"
    assert api.post("/v1/products").json["code"] == "key_is_read_only"


def test_chosen_scopes_are_all_that_a_key_has(make_api, make_key):
    api = make_api(make_key(scopes=["customers:read"]))

    assert api.get(LIST).status_code == 200
    refused = api.post("/v1/customers", {"phone": "98765 43210"})
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")
    assert "customers:write" in refused.json["detail"]


def test_a_key_of_one_store_names_no_other(make_api, make_key):
    api = make_api(make_key(store_id="store_1"))
    sale = {"store": "store_2", "items": [{"sku": "A", "qty": 1}]}

    for refused in (api.post("/v1/invoices", sale), api.get("/v1/invoices?store=store_2")):
        assert (refused.status_code, refused.json["code"]) == (403, "store_not_allowed")


def test_of_a_key_only_its_hash_is_kept(make_key, gateway_database):
    secret = make_key()
    owner = Database(gateway_database["owner"], size=1)
    with owner.transaction() as tx:
        rows = tx.all("SELECT * FROM api_keys WHERE digest = %(digest)s", {"digest": keys.digest(secret)})
    owner.close()

    assert len(rows) == 1
    assert (rows[0]["prefix"], rows[0]["last_four"]) == ("sk_live_sx_", secret[-4:])
    assert secret[11:-4] not in repr(rows)


def test_the_serving_role_sees_no_account_without_its_key(make_key, gateway_database):
    secret = make_key()
    service = Database(gateway_database["service"], size=1)
    with service.transaction() as tx:
        assert tx.all("SELECT key_id FROM api_keys") == []
        assert tx.all("SELECT account_id FROM accounts") == []
        found = tx.all("SELECT key_id FROM app.use_key(%(digest)s, now())", {"digest": keys.digest(secret)})
    service.close()

    assert len(found) == 1


def test_the_last_use_is_noted_once_a_minute(make_api, make_key, worker, account, private_redis):
    clock = FakeClock(datetime(2026, 6, 28, 10, 0, tzinfo=UTC))
    api = make_api(make_key(), clock, redis_url=private_redis.url)
    private_redis.kill()  # so that every request reads the database

    def last_used():
        with worker.transaction() as tx:
            return admin.list_keys(tx, account["account_id"])[0]["last_used_at"]

    assert last_used() is None
    api.get(LIST)
    assert last_used() == clock.now()
    clock.move(timedelta(seconds=59))
    api.get(LIST)
    assert last_used() == clock.now() - timedelta(seconds=59)
    clock.move(timedelta(seconds=2))
    api.get(LIST)
    assert last_used() == clock.now()


def test_test_keys_belong_to_the_sandbox_and_see_nothing_live(make_api, make_key):
    live, sandbox = make_api(make_key("sk_live")), make_api(make_key("sk_test"))

    made = live.post("/v1/customers", {"phone": "98765 43210", "name": "Rahul"})

    assert made.status_code == 201
    assert live.get(made.headers["Location"]).status_code == 200
    assert sandbox.get(made.headers["Location"]).json["code"] == "not_found"
    assert sandbox.get("/v1/customers").json["data"] == []


def test_live_keys_are_not_made_in_a_sandbox(worker, account):
    with pytest.raises(admin.AdminError, match="sandbox"), worker.transaction() as tx:
        admin.create_key(tx, account["sandbox_account_id"], "sk_live", at=datetime.now(UTC))


def test_a_rolled_key_lives_for_the_overlap_and_its_heir_at_once(make_api, make_key, worker, account):
    clock = FakeClock(datetime(2026, 6, 28, 10, 0, tzinfo=UTC))
    old = make_key(scopes=["customers:read"])
    api = make_api(None, clock)
    with worker.transaction() as tx:
        [row] = admin.list_keys(tx, account["account_id"])
        new = admin.roll_key(
            tx, api.parts.limiter, account["account_id"], row["key_id"], at=clock.now(), overlap=timedelta(hours=1)
        )

    assert [api.get(LIST, key=key).status_code for key in (old, new)] == [200, 200]
    clock.move(timedelta(hours=1))
    assert [api.get(LIST, key=key).status_code for key in (old, new)] == [401, 200]
    assert api.post("/v1/customers", {}, key=new).json["code"] == "scope_missing"


def test_an_overlap_is_seven_days_at_most(api, make_key, worker, account):
    make_key()
    with worker.transaction() as tx:
        key_id = admin.list_keys(tx, account["account_id"])[0]["key_id"]

    for overlap in (timedelta(days=7, seconds=1), timedelta(seconds=-1)):
        with pytest.raises(admin.AdminError, match="7 days"), worker.transaction() as tx:
            admin.roll_key(tx, api.parts.limiter, account["account_id"], key_id, at=datetime.now(UTC), overlap=overlap)
