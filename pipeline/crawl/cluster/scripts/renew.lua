-- Keep a worker and its hosts; but of a worker that wants hosts and has two fewer, let it have one: it is promised,
-- nothing more is leased of it, and it is free when nothing of it is under way.
-- queue, worker, session, lease, JSON {asked = [hosts]}
-- -> 'ok', why the queue is stopped ('' if it is not), hosts that are promised...; or 'superseded' or 'gone'
local Q, worker, session, lease = queue(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
local status, asked = standing(worker, session), {}
if status ~= 'ok' then return {status, ''} end
redis.call('ZADD', Q .. 'workers', text(NOW + lease), worker)
for _, host in ipairs(cjson.decode(ARGV[5]).asked) do asked[host] = true end
local kept, promised = {}, {}
for _, host in ipairs(redis.call('SMEMBERS', P .. 'o:' .. worker)) do
  local of = redis.call('HMGET', host_key(host), 'owner', 'until')
  if of[1] == session and is_held(of[2], lease) then
    redis.call('HSET', host_key(host), 'until', text(NOW + lease))
    if redis.call('HEXISTS', Q .. 'promised', host) == 0 then kept[#kept + 1] = host
    elseif asked[host] or redis.call('EXISTS', Q .. 'out:' .. host) == 1 then promised[#promised + 1] = host
    else
      redis.call('HSET', host_key(host), 'until', 0)
      let_free(Q, host, worker)
    end
  end
end

-- The least important of those that the other can do anything for.
local function least(depth)
  local found, last
  for i, host in ipairs(kept) do
    local key, rank = first_within(Q, host, depth)
    if key and (not last or rank > last) then found, last = i, rank end
  end
  return found
end

-- One at a time: others may have some to spare, too.
local has = {}
for _, other in ipairs(#kept > 1 and redis.call('HVALS', Q .. 'promised') or {}) do has[other] = (has[other] or 0) + 1 end
for _, other in ipairs(#kept > 1 and wishes(Q, worker) or {}) do
  local number = other.has + (has[other.worker] or 0)
  local i = number < other.most and #kept >= number + 2 and least(other.depth)
  if i then
    redis.call('HSET', Q .. 'promised', kept[i], other.worker)
    promised[#promised + 1] = kept[i]
    break
  end
end
return {'ok', redis.call('HGET', Q .. 'about', 'stop') or '', unpack(promised)}
