/**
 * Keys: for each account its sums (a hash of `spent` and `held`) and its holds (a sorted set of `id|amount` by the time they run out).
 * Amounts are whole nano-dollars: Lua counts in doubles, which are exact to nine million dollars that way.
 */
const COMMON = `
local function freeExpired(sums, holds, now)
  local expired = redis.call('ZRANGEBYSCORE', holds, '-inf', now)
  for _, member in ipairs(expired) do
    redis.call('ZREM', holds, member)
    redis.call('HINCRBY', sums, 'held', -tonumber(string.match(member, '|(%d+)$')))
  end
end
local function keep(sums, holds, ttl)
  redis.call('EXPIRE', sums, ttl)
  redis.call('EXPIRE', holds, ttl)
end
`;

/**
 * ARGV: now, end of the holds, hold id, then per account: limit, amount, booked, seconds to keep it.
 * Returns {1, spent, held, …} when all are held, else {0, index of the account without room, spent, held}. An account nobody knows
 * begins with what the database has booked; the first to come decides, within this one step, so a cold gateway never adds it again.
 */
export const HOLD = `${COMMON}
local now, untilMs, id = ARGV[1], ARGV[2], ARGV[3]
local n = #KEYS / 2
for i = 1, n do
  local sums, holds, at = KEYS[2 * i - 1], KEYS[2 * i], 4 + (i - 1) * 4
  redis.call('HSETNX', sums, 'spent', ARGV[at + 2])
  freeExpired(sums, holds, now)
  local spent = tonumber(redis.call('HGET', sums, 'spent'))
  local held = tonumber(redis.call('HGET', sums, 'held') or '0')
  local limit, amount = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  if spent + held >= limit or spent + held + amount > limit then
    return {0, i, string.format('%.0f', spent), string.format('%.0f', held)}
  end
end
local answer = {1}
for i = 1, n do
  local sums, holds, at = KEYS[2 * i - 1], KEYS[2 * i], 4 + (i - 1) * 4
  redis.call('HINCRBY', sums, 'held', ARGV[at + 1])
  redis.call('ZADD', holds, untilMs, id .. '|' .. ARGV[at + 1])
  keep(sums, holds, ARGV[at + 3])
  answer[2 * i] = redis.call('HGET', sums, 'spent')
  answer[2 * i + 1] = redis.call('HGET', sums, 'held') or '0'
end
return answer`;

/**
 * ARGV: hold id, then per account: amount held, cost, seconds to keep it. The hold is the proof that this was not settled before, so a
 * step whose answer got lost may be repeated. Without one (it ran out, or Redis was away when it was made) the cost comes from the database.
 */
export const SETTLE = `${COMMON}
local answer = {1}
for i = 1, #KEYS / 2 do
  local sums, holds, at = KEYS[2 * i - 1], KEYS[2 * i], 2 + (i - 1) * 3
  if redis.call('ZREM', holds, ARGV[1] .. '|' .. ARGV[at]) == 1 then
    redis.call('HINCRBY', sums, 'held', -tonumber(ARGV[at]))
    redis.call('HINCRBY', sums, 'spent', ARGV[at + 1])
  end
  keep(sums, holds, ARGV[at + 2])
  answer[2 * i] = redis.call('HGET', sums, 'spent') or '-1'
  answer[2 * i + 1] = redis.call('HGET', sums, 'held') or '0'
end
return answer`;

/** ARGV: now, then per account: booked, seconds to keep it. */
export const CATCH_UP = `${COMMON}
local answer = {1}
for i = 1, #KEYS / 2 do
  local sums, holds, at = KEYS[2 * i - 1], KEYS[2 * i], 2 + (i - 1) * 2
  freeExpired(sums, holds, ARGV[1])
  local spent = redis.call('HGET', sums, 'spent')
  if not spent or tonumber(spent) < tonumber(ARGV[at]) then redis.call('HSET', sums, 'spent', ARGV[at]) end
  keep(sums, holds, ARGV[at + 1])
  answer[2 * i] = redis.call('HGET', sums, 'spent')
  answer[2 * i + 1] = redis.call('HGET', sums, 'held') or '0'
end
return answer`;
