"""The Lua that runs inside Redis, so that one round trip judges a key and counts its request, exactly, for all processes."""

from gateway.ratelimit.redis_link import Script

ENTRY_MILLISECONDS = 2000
TOMBSTONE = "revoked"

# KEYS: the key's entry, its list of admitted times (newest first, milliseconds of Redis' own clock).
# ARGV: the stamp the caller remembers, whether it vouches for it ("1": it has just read the database), requests a minute
# and a second (0: no limits), how many requests the caller admitted without being able to tell. The answer is words: the entry, and when it equals the stamp and there are limits, the verdict.
ADMIT = Script("""
local entry = redis.call('GET', KEYS[1])
if ARGV[2] == '1' and entry ~= 'revoked' and entry ~= ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', 2000)
  entry = ARGV[1]
end
if entry ~= ARGV[1] then return entry or '' end
local per_minute, per_second = tonumber(ARGV[3]), tonumber(ARGV[4])
if per_minute == 0 then return entry end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local list = KEYS[2]
for _ = 1, tonumber(ARGV[5]) do redis.call('LPUSH', list, now) end
local count = redis.call('LLEN', list)
while count > 0 and tonumber(redis.call('LINDEX', list, -1)) <= now - 60000 do
  redis.call('RPOP', list)
  count = count - 1
end
local low, high = 0, math.min(count, per_second)
while low < high do
  local middle = math.floor((low + high) / 2)
  if tonumber(redis.call('LINDEX', list, middle)) > now - 1000 then low = middle + 1 else high = middle end
end
local retry = 0
if count >= per_minute then retry = redis.call('LINDEX', list, per_minute - 1) + 60000 - now end
if low >= per_second then retry = math.max(retry, redis.call('LINDEX', list, per_second - 1) + 1000 - now) end
if retry <= 0 then
  redis.call('LPUSH', list, now)
  count = count + 1
  low = low + 1
  retry = 0
end
redis.call('PEXPIRE', list, 60000)
local second_reset = 0
if low > 0 then second_reset = redis.call('LINDEX', list, low - 1) + 1000 - now end
return table.concat({entry, retry == 0 and 1 or 0, math.max(0, per_minute - count),
                     redis.call('LINDEX', list, -1) + 60000 - now, math.max(0, per_second - low), second_reset, retry}, ' ')
""")

# KEYS: an address's count of bad keys, in a minute that begins with the first. ARGV: how many to add (0: only look).
BAD_KEYS = Script("""
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if ARGV[1] == '1' then
  count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('PEXPIRE', KEYS[1], 60000) end
end
return count .. ' ' .. redis.call('PTTL', KEYS[1])
""")

# KEYS: a key's list of admitted times. The answer: how long ago each of the last minute was, in milliseconds, the newest first.
AGES = Script("""
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ages = {}
for _, at in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if now - at < 60000 then ages[#ages + 1] = now - at end
end
return table.concat(ages, ' ')
""")
