-- What every script knows of workers and the hosts that they have. P..'o:W' are those of worker W, which is of one queue.

local function host_key(host) return P .. 'h:' .. host end

local function worker_key(worker) return P .. 'w:' .. worker end

local function worker_of(session) return string.match(session or '', '^(.*)%.%d+$') end

-- 'ok'; 'superseded' when a later session has taken its place; 'gone' when the server knows nothing of the worker.
local function standing(worker, session)
  local found = redis.call('HGET', worker_key(worker), 'session')
  return found == session and 'ok' or found and 'superseded' or 'gone'
end

-- Nobody could renew while the server was away: who was there when it went has a lease more from its return.
local SINCE = tonumber(redis.call('HGET', P .. 'server', 'since') or 0)
local function is_there(until_, lease) return until_ > 0 and math.max(until_, SINCE + lease) > NOW end

local function is_held(until_, lease) return is_there(tonumber(until_ or 0), lease) end

-- Take a host under a new fence. Who did not have it before waits its gap, from now on: what was last known of
-- its last request may be lost.
local function take_host(Q, host, worker, session, lease, gap)
  local k = host_key(host)
  local was = redis.call('HMGET', k, 'owner', 'next', 'gap', 'fence')
  local fence = tonumber(was[4] or 0) + 1
  redis.call('HSET', k, 'owner', session, 'fence', fence, 'until', text(NOW + lease))
  if was[1] and was[1] ~= session then
    local wait = NOW + math.max(gap, tonumber(was[3] or 0))
    redis.call('HSET', k, 'next', text(math.max(tonumber(was[2] or 0), wait)), 'heir', 1)
  end
  redis.call('SADD', P .. 'o:' .. worker, host)
  unlist(Q, host)
  redis.call('HSET', Q .. 'hosts', host, '@' .. worker)
  redis.call('HDEL', Q .. 'promised', host)
  return session .. ':' .. text(fence)
end

-- A host that a worker has no more: what it had leased of it is queued again.
local function let_free(Q, host, worker)
  redis.call('SREM', P .. 'o:' .. worker, host)
  if redis.call('HGET', Q .. 'hosts', host) ~= '@' .. worker then return end
  for _, key in ipairs(redis.call('SMEMBERS', Q .. 'out:' .. host)) do give_back(Q, host, key) end
  list(Q, host)
end

-- A worker that has ended, or died: it wants no hosts, and none is promised to it.
local function forget(Q, worker)
  redis.call('ZREM', Q .. 'workers', worker)
  redis.call('ZREM', Q .. 'wishes', worker)
  local promised = redis.call('HGETALL', Q .. 'promised')
  for i = 1, #promised, 2 do
    if promised[i + 1] == worker then redis.call('HDEL', Q .. 'promised', promised[i]) end
  end
end

-- Take back what workers had that said nothing for a lease; that of a host only claimed since, a little later.
local function bury(Q, lease)
  if SINCE + lease > NOW then return end
  for _, worker in ipairs(redis.call('ZRANGEBYSCORE', Q .. 'workers', '-inf', text(NOW))) do
    local all = true
    for _, host in ipairs(redis.call('SMEMBERS', P .. 'o:' .. worker)) do
      local of = redis.call('HMGET', host_key(host), 'owner', 'until')
      if worker_of(of[1]) == worker and is_held(of[2], lease) then all = false else let_free(Q, host, worker) end
    end
    redis.call('HSET', Q .. 'about', 'cut_off', 1)
    if all then forget(Q, worker) end
  end
end

-- A round begins: what was given up in the one before is queued again.
local function begin_round(Q, began)
  redis.call('HSET', Q .. 'about', 'began', began)
  redis.call('HDEL', Q .. 'about', 'stop', 'cut_off')
  for _, key in ipairs(redis.call('HKEYS', Q .. 'held')) do
    redis.call('HSET', Q .. 'a:' .. key, 'state', 'queued')
    enqueue(Q, key)
  end
  redis.call('DEL', Q .. 'held')
end

-- Workers that found too few hosts just now, the neediest first: how many they have and want at most, and how deep they go.
local WISH = 5000
local function wishes(Q, worker)
  local found, all = {}, redis.call('ZRANGE', Q .. 'wishes', 0, -1, 'WITHSCORES')
  for i = 1, #all, 2 do
    local of = redis.call('HMGET', worker_key(all[i]), 'wished', 'most', 'depth')
    if all[i] ~= worker and tonumber(of[1] or 0) + WISH > NOW then
      found[#found + 1] = {worker = all[i], has = tonumber(all[i + 1]), most = tonumber(of[2]), depth = tonumber(of[3])}
    end
  end
  return found
end
