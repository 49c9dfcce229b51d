-- The generation of numbers that customers gave up: whoever is sold to under one next gets an id of its own.
SET lock_timeout = '5s';

-- The key is an HMAC of the number, because an erased number must not be kept.
CREATE TABLE phone_generations (
    account_id TEXT    NOT NULL,
    phone_key  TEXT    NOT NULL,
    generation INTEGER NOT NULL CHECK (generation > 0),
    PRIMARY KEY (account_id, phone_key)
);
SELECT app.protect('phone_generations');
