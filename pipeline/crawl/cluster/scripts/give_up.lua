-- Nothing will be stored of these addresses in this round: they wait for the next one.
-- queue, worker, JSON [[key, host, token], ...]
local Q = queue(ARGV[1])
for _, each in ipairs(cjson.decode(ARGV[3])) do
  if redis.call('HGET', Q .. 'a:' .. each[1], 'lease') == each[3]
    and redis.call('SISMEMBER', Q .. 'out:' .. each[2], each[1]) == 1 then
    redis.call('SREM', Q .. 'out:' .. each[2], each[1])
    redis.call('HSET', Q .. 'held', each[1], ARGV[2])
  end
end
