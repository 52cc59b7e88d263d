-- Keep a worker and its hosts.
-- queue, worker, session, lease, boot -> 'ok', why the queue is stopped ('' if it is not); or 'superseded'
local Q, worker, session, boot = queue(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[5])
if not is_session(worker, session) then return {'superseded', ''} end
redis.call('ZADD', Q .. 'workers', text(NOW + ARGV[4]), worker)
for _, host in ipairs(redis.call('SMEMBERS', P .. 'o:' .. worker)) do
  local of = redis.call('HMGET', host_key(host), 'owner', 'until')
  if of[1] == session and is_held(of[2], boot) then
    redis.call('HSET', host_key(host), 'until', text(NOW + ARGV[4]))
  end
end
return {'ok', redis.call('HGET', Q .. 'about', 'stop') or ''}
