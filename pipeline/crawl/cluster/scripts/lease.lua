-- Renew a worker, take back what dead ones had, share out the hosts and lease addresses of those that are ours.
-- queue, worker, session, lease, boot, limit, depth, hosts at most, gap, JSON {held = [keys], asked = [hosts]}
-- -> JSON {status} or {leases, hosts = {host: token}, tails = [tail], more}
local Q, worker, session = queue(ARGV[1]), ARGV[2], ARGV[3]
local lease, boot, limit, depth = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local most, gap, ours = tonumber(ARGV[8]), tonumber(ARGV[9]), cjson.decode(ARGV[10])
if not is_session(worker, session) then return cjson.encode({status = 'superseded'}) end
local stop = redis.call('HGET', Q .. 'about', 'stop')
redis.call('ZADD', Q .. 'workers', text(NOW + lease), worker)

-- What this worker holds: a lease whose answer was lost on the way is taken back.
local held, asked = {}, {}
for _, key in ipairs(ours.held) do held[key] = true end
for _, host in ipairs(ours.asked) do asked[host] = true end
local mine, tokens, count = {}, {}, 0
for _, host in ipairs(redis.call('SMEMBERS', P .. 'o:' .. worker)) do
  local of = redis.call('HMGET', host_key(host), 'owner', 'fence', 'until')
  local is_idle = not redis.call('ZSCORE', Q .. 'hosts', host) and not asked[host]
    and redis.call('EXISTS', Q .. 'out:' .. host) == 0
  if of[1] ~= session or not is_held(of[3], boot) or is_idle then
    redis.call('SREM', P .. 'o:' .. worker, host)
    -- An earlier session of this worker is dead.
    if of[1] and string.match(of[1], '^(.*)%.%d+$') == worker then redis.call('HSET', host_key(host), 'until', 0) end
  else
    redis.call('HSET', host_key(host), 'until', text(NOW + lease))
    tokens[host] = session .. ':' .. of[2]
    for _, key in ipairs(redis.call('SMEMBERS', Q .. 'out:' .. host)) do
      if not held[key] then
        redis.call('HSET', Q .. 'a:' .. key, 'state', 'queued')
        settle_out(Q, host, key)
        enqueue(Q, key)
      end
    end
    mine[#mine + 1] = host
  end
end
local busy, outside = redis.call('HGETALL', Q .. 'busy'), 0
for i = 1, #busy, 2 do
  local of = redis.call('HMGET', host_key(busy[i]), 'owner', 'fence', 'until')
  if busy[i + 1] ~= (of[1] or '') .. ':' .. (of[2] or '') or not is_held(of[3], boot) then take_back(Q, busy[i])
  elseif not redis.call('ZSCORE', Q .. 'hosts', busy[i]) then outside = outside + 1 end
end

-- Hosts are shared evenly among the workers that are there; who has more than that lets the rest run dry.
local workers = math.max(1, redis.call('ZCOUNT', Q .. 'workers', text(NOW), '+inf'))
local hosts = redis.call('ZRANGE', Q .. 'hosts', 0, -1)
local share = math.max(1, math.min(most, math.ceil((#hosts + outside) / workers)))
local more, tails, from = redis.call('EXISTS', Q .. 'busy') == 1, {}, {}
for _, host in ipairs(hosts) do
  if more and #from >= share then break end
  if first_within(Q, host, depth) then
    more = true
    if not tokens[host] and #mine < share and not stop then
      local of = redis.call('HMGET', host_key(host), 'until', 'tail')
      if not is_held(of[1], boot) then
        tokens[host] = take_host(host, worker, session, lease, gap)
        tails[#tails + 1] = of[2] or ''
        mine[#mine + 1] = host
      end
    end
    if tokens[host] and #from < share then from[#from + 1] = host end
  end
end

local leases = {}
for _, host in ipairs(stop and {} or from) do
  for _ = 1, math.ceil(limit / #from) do
    local key = first_within(Q, host, depth)
    if not key then break end
    redis.call('ZREM', Q .. 'h:' .. host, key)
    redis.call('SADD', Q .. 'out:' .. host, key)
    redis.call('HSET', Q .. 'a:' .. key, 'state', 'leased', 'lease', tokens[host])
    local row = redis.call('HMGET', Q .. 'a:' .. key, 'url', 'kind', 'depth', 'priority', 'listing', 'page', 'place')
    leases[#leases + 1] = {key, host, tokens[host], row[1], row[2], tonumber(row[3]), tonumber(row[4]),
      row[5] or '', row[6] or '', tonumber(row[7])}
  end
  redis.call('HSET', Q .. 'busy', host, tokens[host])
  refresh(Q, host)
end
return cjson.encode({status = 'ok', stop = stop or '', leases = leases, hosts = tokens, tails = tails,
  more = more or #leases > 0})
