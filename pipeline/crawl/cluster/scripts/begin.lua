-- Register a worker of a queue; whoever finds nobody else at work begins a round. Asked once more for the same
-- session (token), because the answer was lost on its way, it gives the same answer.
-- name, worker, lease, token -> queue, session, epoch, began, whether it is a new round, whether work was left over
local name, worker, lease, token = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local number = redis.call('HGET', P .. 'queues', name)
if not number then
  number = text(redis.call('INCR', P .. 'queue_count'))
  redis.call('HSET', P .. 'queues', name, number)
end
local Q, w = queue(number), worker_key(worker)
local of = redis.call('HMGET', w, 'token', 'session', 'is_new', 'left_over')
if of[1] ~= token then
  redis.call('HSETNX', Q .. 'about', 'epoch', token)
  bury(Q, lease)
  local others, cut_off = 0, redis.call('HEXISTS', Q .. 'about', 'cut_off') == 1
  local known = redis.call('ZRANGE', Q .. 'workers', 0, -1, 'WITHSCORES')
  for i = 1, #known, 2 do
    if known[i] ~= worker and is_there(tonumber(known[i + 1]), lease) then others = others + 1 else cut_off = true end
  end
  local is_new = others == 0
  if is_new then
    cut_off = cut_off or redis.call('EXISTS', Q .. 'hosts', Q .. 'held') > 0
    begin_round(Q, text(NOW))
  end
  local session = worker .. '.' .. text(redis.call('HINCRBY', w, 'starts', 1))
  of = {token, session, is_new and 1 or 0, (cut_off or not is_new) and 1 or 0}
  redis.call('HSET', w, 'token', token, 'session', session, 'is_new', of[3], 'left_over', of[4],
    'since', text(NOW), 'lease', lease)
end
redis.call('ZADD', Q .. 'workers', text(NOW + lease), worker)
-- Whoever leases first leaves it its part.
redis.call('ZADD', Q .. 'wishes', 0, worker)
redis.call('HSET', w, 'wished', text(NOW), 'most', 0, 'depth', DEEPEST)
local about = redis.call('HMGET', Q .. 'about', 'epoch', 'began')
return {number, of[2], about[1], about[2], tonumber(of[3]), tonumber(of[4])}
