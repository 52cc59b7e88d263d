-- Renew a worker, take back what dead ones had, take hosts that are free and lease addresses of those that are ours.
-- queue, worker, session, lease, limit, depth, hosts at most, gap, JSON {held = [keys], asked = [hosts]}
-- -> JSON {status} or {leases, hosts = {host: token}, tails = [tail], more}
local Q, worker, session = queue(ARGV[1]), ARGV[2], ARGV[3]
local lease, limit, depth = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local most, gap, ours = tonumber(ARGV[7]), tonumber(ARGV[8]), cjson.decode(ARGV[9])
local status = standing(worker, session)
if status ~= 'ok' then return cjson.encode({status = status}) end
local stop = redis.call('HGET', Q .. 'about', 'stop')
redis.call('ZADD', Q .. 'workers', text(NOW + lease), worker)
-- What this session began with stands in the server.
redis.call('HSET', worker_key(worker), 'ready', session, 'most', most, 'depth', text(depth))
bury(Q, lease)

-- What this worker holds: a lease whose answer was lost on the way, or that was let go, is taken back.
local held, asked = {}, {}
for _, key in ipairs(ours.held) do held[key] = true end
for _, host in ipairs(ours.asked) do asked[host] = true end
local tokens, mine = {}, {}
for _, host in ipairs(redis.call('SMEMBERS', P .. 'o:' .. worker)) do
  local of = redis.call('HMGET', host_key(host), 'owner', 'fence', 'until')
  if of[1] ~= session or not is_held(of[3], lease) then
    -- An earlier session of this worker is dead.
    if worker_of(of[1]) == worker then redis.call('HSET', host_key(host), 'until', 0) end
    let_free(Q, host, worker)
  else
    for _, key in ipairs(redis.call('SMEMBERS', Q .. 'out:' .. host)) do
      if not held[key] then give_back(Q, host, key) end
    end
    local is_promised = redis.call('HEXISTS', Q .. 'promised', host) == 1
    local is_idle = not asked[host] and redis.call('EXISTS', Q .. 'out:' .. host) == 0
    if is_idle and (is_promised or not first_within(Q, host, depth)) then
      redis.call('HSET', host_key(host), 'until', 0)
      let_free(Q, host, worker)
    else
      redis.call('HSET', host_key(host), 'until', text(NOW + lease))
      tokens[host] = session .. ':' .. of[2]
      if not is_promised then mine[#mine + 1] = host end
    end
  end
end

-- Take the free hosts that come first, but leave as many as workers that have fewer need to have as many.
local sizes, all, free = {}, 0, 0
local deepest = tonumber(redis.call('HGET', Q .. 'about', 'deepest') or 0)
for near = 0, deepest do
  sizes[near] = redis.call('ZCARD', Q .. 'free:' .. near)
  all = all + sizes[near]
  if near <= depth then free = free + sizes[near] end
end
local more = free > 0 or redis.call('HLEN', Q .. 'hosts') > all
local others, passed, tails = wishes(Q, worker), {}, {}
while #mine < most and not stop do
  local host, rank, near
  for each = 0, math.min(depth, deepest) do
    local at = passed[each] or 0
    local first = at < sizes[each] and redis.call('ZRANGE', Q .. 'free:' .. each, at, at, 'WITHSCORES') or {}
    if first[1] and (not rank or tonumber(first[2]) < rank) then
      host, rank, near = first[1], tonumber(first[2]), each
    end
  end
  if not host then break end
  local needed = 0
  for _, other in ipairs(others) do
    if other.depth >= near then needed = needed + math.max(0, #mine - other.has) end
  end
  local of = redis.call('HMGET', host_key(host), 'until', 'tail')
  if is_held(of[1], lease) then
    -- Another queue's worker has it.
    free, passed[near] = free - 1, (passed[near] or 0) + 1
  elseif needed >= free then
    passed[near] = (passed[near] or 0) + 1
  else
    tokens[host] = take_host(Q, host, worker, session, lease, gap)
    free, sizes[near] = free - 1, sizes[near] - 1
    tails[#tails + 1] = of[2] or ''
    mine[#mine + 1] = host
  end
end
if #mine < most and not stop then
  redis.call('ZADD', Q .. 'wishes', #mine, worker)
  redis.call('HSET', worker_key(worker), 'wished', text(NOW))
else
  redis.call('ZREM', Q .. 'wishes', worker)
end

-- A worker has an equal part of what it may lease of each host.
local from, leases = {}, {}
for _, host in ipairs(stop and {} or mine) do
  local _, rank = first_within(Q, host, depth)
  if rank then from[#from + 1] = {host, rank} end
end
table.sort(from, function(one, other) return one[2] < other[2] end)
for _, each in ipairs(from) do
  local host = each[1]
  for _ = redis.call('SCARD', Q .. 'out:' .. host) + 1, math.ceil(limit / most) do
    local key = first_within(Q, host, depth)
    if not key then break end
    lease_out(Q, host, key, tokens[host])
    local row = redis.call('HMGET', Q .. 'a:' .. key, 'url', 'kind', 'depth', 'priority', 'listing', 'page', 'place')
    leases[#leases + 1] = {key, host, tokens[host], row[1], row[2], tonumber(row[3]), tonumber(row[4]),
      row[5] or '', row[6] or '', tonumber(row[7])}
  end
end
return cjson.encode({status = 'ok', stop = stop or '', leases = leases, hosts = tokens, tails = tails,
  more = more or #leases > 0})
