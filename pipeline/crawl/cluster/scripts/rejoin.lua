-- After the server came back, which may have lost what it heard last: whether it still has the queue, and the session
-- unless a later one took its place. The round, the hosts and the leases that the session has are brought back.
-- queue, worker, session, starts, lease, epoch, began, JSON [[key, host, token, url, kind, depth, priority, listing], ...]
-- -> 'ok', whether it has all that the session began with; or 'gone' or 'superseded'
local Q, worker, session, lease, began = queue(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[5]), tonumber(ARGV[7])
if redis.call('HGET', Q .. 'about', 'epoch') ~= ARGV[6] then return {'gone', 0} end
local w = worker_key(worker)
if tonumber(redis.call('HGET', w, 'starts') or 0) > tonumber(ARGV[4]) then return {'superseded', 0} end
redis.call('HSET', w, 'session', session, 'starts', ARGV[4])
redis.call('ZADD', Q .. 'workers', text(NOW + lease), worker)
if tonumber(redis.call('HGET', Q .. 'about', 'began') or 0) < began then begin_round(Q, ARGV[7]) end

-- Whoever has the higher number took the host later.
local is_ours = {}
local function bring_back(host, fence)
  local k = host_key(host)
  local of = redis.call('HMGET', k, 'owner', 'fence')
  local known = tonumber(of[2] or 0)
  if fence < known or (fence == known and of[1] ~= session) then return false end
  redis.call('HSET', k, 'owner', session, 'fence', text(fence), 'until', text(NOW + lease))
  redis.call('SADD', P .. 'o:' .. worker, host)
  unlist(Q, host)
  redis.call('HSET', Q .. 'hosts', host, '@' .. worker)
  return true
end
for _, row in ipairs(cjson.decode(ARGV[8])) do
  local key, host, token = row[1], row[2], row[3]
  if is_ours[token] == nil then is_ours[token] = bring_back(host, tonumber(string.match(token, '%d+$'))) end
  if is_ours[token] then
    if redis.call('EXISTS', Q .. 'a:' .. key) == 0 then add(Q, key, row[4], row[5], host, row[6], row[7], row[8]) end
    requeue(Q, key)
    local state = redis.call('HGET', Q .. 'a:' .. key, 'state')
    if state == 'queued' or state == 'leased' then lease_out(Q, host, key, token) end
  end
end
return {'ok', redis.call('HGET', w, 'ready') == session and 1 or 0}
