-- Register a worker of a queue; whoever finds nobody else at work begins a round.
-- name, worker, lease, epoch -> queue, session, epoch, began, whether it is a new round, whether work was left over
local name, worker, lease, epoch = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local number = redis.call('HGET', P .. 'queues', name)
if not number then
  number = text(redis.call('INCR', P .. 'queue_count'))
  redis.call('HSET', P .. 'queues', name, number)
end
local Q = queue(number)
redis.call('HSETNX', Q .. 'about', 'epoch', epoch)
local others, cut_off = 0, false
local known = redis.call('ZRANGE', Q .. 'workers', 0, -1, 'WITHSCORES')
for i = 1, #known, 2 do
  if known[i] ~= worker and tonumber(known[i + 1]) > NOW then others = others + 1 else cut_off = true end
end
local is_new = others == 0
if is_new then
  cut_off = cut_off or redis.call('EXISTS', Q .. 'hosts', Q .. 'busy', Q .. 'held') > 0
  redis.call('DEL', Q .. 'workers')
  redis.call('HSET', Q .. 'about', 'began', text(NOW))
  redis.call('HDEL', Q .. 'about', 'stop')
  for _, key in ipairs(redis.call('HKEYS', Q .. 'held')) do
    redis.call('HSET', Q .. 'a:' .. key, 'state', 'queued')
    enqueue(Q, key)
  end
  redis.call('DEL', Q .. 'held')
end
local session = worker .. '.' .. text(redis.call('HINCRBY', P .. 'w:' .. worker, 'starts', 1))
redis.call('HSET', P .. 'w:' .. worker, 'session', session)
redis.call('ZADD', Q .. 'workers', text(NOW + lease), worker)
local about = redis.call('HMGET', Q .. 'about', 'epoch', 'began')
return {number, session, about[1], about[2], is_new and 1 or 0, (cut_off or not is_new) and 1 or 0}
