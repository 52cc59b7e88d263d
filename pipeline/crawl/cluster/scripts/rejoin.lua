-- After the server came back: whether it still has the queue, and the session unless a later one took its place.
-- queue, worker, session, starts, lease, epoch -> 'ok', 'gone' or 'superseded'
local Q, worker, session = queue(ARGV[1]), ARGV[2], ARGV[3]
if redis.call('HGET', Q .. 'about', 'epoch') ~= ARGV[6] then return 'gone' end
if tonumber(redis.call('HGET', P .. 'w:' .. worker, 'starts') or 0) > tonumber(ARGV[4]) then return 'superseded' end
redis.call('HSET', P .. 'w:' .. worker, 'session', session, 'starts', ARGV[4])
redis.call('ZADD', Q .. 'workers', text(NOW + ARGV[5]), worker)
return 'ok'
