-- What every script begins with. KEYS[1] is the prefix of all keys; P..'q:N:' is that of queue N.
-- Times are milliseconds of Redis' own clock. Keys of addresses stay strings: a number of Lua has 53 bits.
local P = KEYS[1]
local TIME = redis.call('TIME')
local NOW = TIME[1] * 1000 + math.floor(TIME[2] / 1000)
local PRIORITIES, DEPTHS, FIRST = 2 ^ 40, 2 ^ 32, 4095

local function text(number) return string.format('%.0f', number) end

local function queue(number) return P .. 'q:' .. number .. ':' end

-- Most important first, then nearest, then found first: 13, 8 and 32 bits of a score.
local function score(priority, depth, place)
  local rank = math.min(math.max(FIRST - priority, 0), 2 * FIRST + 1)
  return rank * PRIORITIES + math.min(depth, 255) * DEPTHS + place
end

-- A host stands in the queue with its first address.
local function refresh(Q, host)
  local first = redis.call('ZRANGE', Q .. 'h:' .. host, 0, 0, 'WITHSCORES')
  if #first == 0 then redis.call('ZREM', Q .. 'hosts', host)
  else redis.call('ZADD', Q .. 'hosts', first[2], host) end
end

local function enqueue(Q, key)
  local row = redis.call('HMGET', Q .. 'a:' .. key, 'host', 'priority', 'depth', 'place')
  local rank = text(score(tonumber(row[2]), tonumber(row[3]), tonumber(row[4])))
  redis.call('ZADD', Q .. 'h:' .. row[1], rank, key)
  refresh(Q, row[1])
end

local function add(Q, key, url, kind, host, depth, priority, listing)
  local place = redis.call('HINCRBY', Q .. 'about', 'places', 1)
  redis.call('HSET', Q .. 'a:' .. key, 'url', url, 'kind', kind, 'host', host, 'depth', depth,
    'priority', priority, 'listing', listing, 'state', 'queued', 'place', place, 'failures', 0)
  enqueue(Q, key)
end

-- Visit again what was visited before the round began; documents then come last.
local function requeue(Q, key)
  local row = redis.call('HMGET', Q .. 'a:' .. key, 'state', 'visited', 'kind', 'priority')
  if row[1] ~= 'done' and row[1] ~= 'failed' then return false end
  if tonumber(row[2] or 0) >= tonumber(redis.call('HGET', Q .. 'about', 'began')) then return false end
  if row[3] == 'document' then
    redis.call('HSET', Q .. 'a:' .. key, 'priority', math.floor(row[4] / 10) * 10 + 1)
  end
  redis.call('HSET', Q .. 'a:' .. key, 'state', 'queued')
  redis.call('ZREM', Q .. 'due', key)
  enqueue(Q, key)
  return true
end

local function host_key(host) return P .. 'h:' .. host end

-- A server that was away counts from its return: nobody could renew meanwhile. BOOT is when it came.
local function is_held(until_, boot)
  local to = tonumber(until_ or 0)
  return to > 0 and math.max(to, boot) > NOW
end

-- Leases of a host that nobody works on any more.
local function take_back(Q, host)
  for _, key in ipairs(redis.call('SMEMBERS', Q .. 'out:' .. host)) do
    redis.call('HSET', Q .. 'a:' .. key, 'state', 'queued')
    enqueue(Q, key)
  end
  redis.call('DEL', Q .. 'out:' .. host)
  redis.call('HDEL', Q .. 'busy', host)
end

local function settle_out(Q, host, key)
  redis.call('SREM', Q .. 'out:' .. host, key)
  if redis.call('EXISTS', Q .. 'out:' .. host) == 0 then redis.call('HDEL', Q .. 'busy', host) end
end

-- Take a host under a new fence. Who did not have it before waits its gap, from now on: what was last known of
-- its last request may be lost.
local function take_host(host, worker, session, lease, gap)
  local k = host_key(host)
  local was = redis.call('HMGET', k, 'owner', 'next', 'gap', 'fence')
  local fence = tonumber(was[4] or 0) + 1
  redis.call('HSET', k, 'owner', session, 'fence', fence, 'until', text(NOW + lease))
  if was[1] and was[1] ~= session then
    local wait = NOW + math.max(gap, tonumber(was[3] or 0))
    redis.call('HSET', k, 'next', text(math.max(tonumber(was[2] or 0), wait)), 'heir', 1)
  end
  redis.call('SADD', P .. 'o:' .. worker, host)
  return session .. ':' .. text(fence)
end

-- The first address of a host that is not too deep, and its rank; of a priority too deep, go on with the next.
local function first_within(Q, host, depth)
  local from = '-inf'
  while true do
    local found = redis.call('ZRANGEBYSCORE', Q .. 'h:' .. host, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if #found == 0 then return nil end
    local rank = tonumber(found[2])
    if math.floor(rank / DEPTHS) % 256 <= depth then return found[1] end
    from = text((math.floor(rank / PRIORITIES) + 1) * PRIORITIES)
  end
end

local function is_session(worker, session)
  return redis.call('HGET', P .. 'w:' .. worker, 'session') == session
end
