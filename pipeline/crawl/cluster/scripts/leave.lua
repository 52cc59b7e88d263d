-- A worker's end: its leases are queued again, its hosts free; why (if not '') stops the queue for all.
-- queue, worker, session, why -> addresses queued, when the first is due again ('' for never)
local Q, worker, session = queue(ARGV[1]), ARGV[2], ARGV[3]
if is_session(worker, session) then
  for _, host in ipairs(redis.call('SMEMBERS', P .. 'o:' .. worker)) do
    local of = redis.call('HMGET', host_key(host), 'owner', 'fence')
    if of[1] == session then
      if redis.call('HGET', Q .. 'busy', host) == session .. ':' .. of[2] then take_back(Q, host) end
      redis.call('HSET', host_key(host), 'until', 0)
    end
  end
  redis.call('DEL', P .. 'o:' .. worker)
  redis.call('ZREM', Q .. 'workers', worker)
  if ARGV[4] ~= '' then redis.call('HSETNX', Q .. 'about', 'stop', ARGV[4]) end
end
local queued = redis.call('HLEN', Q .. 'held')
for _, host in ipairs(redis.call('ZRANGE', Q .. 'hosts', 0, -1)) do
  queued = queued + redis.call('ZCARD', Q .. 'h:' .. host)
end
local due = redis.call('ZRANGE', Q .. 'due', 0, 0, 'WITHSCORES')
return {queued, (due[2] and due[2] ~= 'inf') and due[2] or ''}
