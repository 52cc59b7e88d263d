#!lua
-- What every script begins with. KEYS[1] is the prefix of all keys; P..'q:N:' is that of queue N.
-- Times are milliseconds of Redis' own clock. Keys of addresses stay strings: a number of Lua has 53 bits.
local P = KEYS[1]
local TIME = redis.call('TIME')
local NOW = TIME[1] * 1000 + math.floor(TIME[2] / 1000)
local PRIORITIES, DEPTHS, FIRST, DEEPEST = 2 ^ 40, 2 ^ 32, 4095, 255

local function text(number) return string.format('%.0f', number) end

local function queue(number) return P .. 'q:' .. number .. ':' end

-- Most important first, then nearest, then found first: 13, 8 and 32 bits of a score.
local function score(priority, depth, place)
  local rank = math.min(math.max(FIRST - priority, 0), 2 * FIRST + 1)
  return rank * PRIORITIES + math.min(depth, DEEPEST) * DEPTHS + place
end

local function depth_of(rank) return math.floor(rank / DEPTHS) % (DEEPEST + 1) end

-- The addresses of a host that come first in each of its priorities, with their ranks, until one is no deeper.
local function first_within(Q, host, depth)
  local from = '-inf'
  while true do
    local found = redis.call('ZRANGEBYSCORE', Q .. 'h:' .. host, from, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if #found == 0 then return nil end
    local rank = tonumber(found[2])
    if depth_of(rank) <= depth then return found[1], rank end
    from = text((math.floor(rank / PRIORITIES) + 1) * PRIORITIES)
  end
end

-- How near a host's nearest address is: the nearest of each priority comes first in it.
local function nearest(Q, host)
  local depth = DEEPEST + 1
  while depth > 0 do
    local key, rank = first_within(Q, host, depth - 1)
    if not key then return depth end
    depth = depth_of(rank)
  end
  return depth
end

-- Who has a host that the queue knows: '@worker'; or, of a free one, the depth of its nearest address.
-- The free ones of each depth are a set, in the order of their first addresses.
local function unlist(Q, host)
  local at = redis.call('HGET', Q .. 'hosts', host)
  if at and string.sub(at, 1, 1) ~= '@' then redis.call('ZREM', Q .. 'free:' .. at, host) end
end

local function list(Q, host)
  unlist(Q, host)
  local first = redis.call('ZRANGE', Q .. 'h:' .. host, 0, 0, 'WITHSCORES')
  if #first == 0 then
    redis.call('HDEL', Q .. 'hosts', host)
    redis.call('HDEL', Q .. 'promised', host)
    return
  end
  local depth = nearest(Q, host)
  redis.call('ZADD', Q .. 'free:' .. depth, first[2], host)
  redis.call('HSET', Q .. 'hosts', host, depth)
  if depth > tonumber(redis.call('HGET', Q .. 'about', 'deepest') or 0) then
    redis.call('HSET', Q .. 'about', 'deepest', depth)
  end
end

local function enqueue(Q, key)
  local row = redis.call('HMGET', Q .. 'a:' .. key, 'host', 'priority', 'depth', 'place')
  local host, depth = row[1], math.min(tonumber(row[3]), DEEPEST)
  local rank = text(score(tonumber(row[2]), depth, tonumber(row[4])))
  if redis.call('ZADD', Q .. 'h:' .. host, rank, key) == 1 then redis.call('HINCRBY', Q .. 'about', 'queued', 1) end
  local at = redis.call('HGET', Q .. 'hosts', host)
  if not at then list(Q, host)
  elseif string.sub(at, 1, 1) ~= '@' then
    if depth < tonumber(at) then list(Q, host) else redis.call('ZADD', Q .. 'free:' .. at, 'LT', rank, host) end
  end
end

local function dequeue(Q, host, key)
  if redis.call('ZREM', Q .. 'h:' .. host, key) == 0 then return end
  redis.call('HINCRBY', Q .. 'about', 'queued', -1)
  local at = redis.call('HGET', Q .. 'hosts', host)
  if at and string.sub(at, 1, 1) ~= '@' then list(Q, host) end
end

local function add(Q, key, url, kind, host, depth, priority, listing)
  local place = redis.call('HINCRBY', Q .. 'about', 'places', 1)
  redis.call('HSET', Q .. 'a:' .. key, 'url', url, 'kind', kind, 'host', host, 'depth', depth,
    'priority', priority, 'listing', listing, 'state', 'queued', 'place', place, 'failures', 0)
  enqueue(Q, key)
end

local function lease_out(Q, host, key, token)
  dequeue(Q, host, key)
  redis.call('SADD', Q .. 'out:' .. host, key)
  redis.call('HSET', Q .. 'a:' .. key, 'state', 'leased', 'lease', token)
end

local function give_back(Q, host, key)
  redis.call('SREM', Q .. 'out:' .. host, key)
  redis.call('HSET', Q .. 'a:' .. key, 'state', 'queued')
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
