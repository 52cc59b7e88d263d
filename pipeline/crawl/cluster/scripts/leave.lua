-- A worker's end: its leases are queued again, its hosts free; why (if not '') stops the queue for all.
-- queue, worker, session, why -> addresses queued, when the first is due again ('' for never)
local Q, worker, session = queue(ARGV[1]), ARGV[2], ARGV[3]
if standing(worker, session) == 'ok' then
  for _, host in ipairs(redis.call('SMEMBERS', P .. 'o:' .. worker)) do
    if redis.call('HGET', host_key(host), 'owner') == session then redis.call('HSET', host_key(host), 'until', 0) end
    let_free(Q, host, worker)
  end
  forget(Q, worker)
  if ARGV[4] ~= '' then redis.call('HSETNX', Q .. 'about', 'stop', ARGV[4]) end
end
local queued = redis.call('HLEN', Q .. 'held') + tonumber(redis.call('HGET', Q .. 'about', 'queued') or 0)
local due = redis.call('ZRANGE', Q .. 'due', 0, 0, 'WITHSCORES')
return {queued, (due[2] and due[2] ~= 'inf') and due[2] or ''}
