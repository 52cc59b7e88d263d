-- Remember that a host wants to be left alone.
-- host, ms, why
local k, paused = host_key(ARGV[1]), NOW + ARGV[2]
if paused > tonumber(redis.call('HGET', k, 'paused') or 0) then
  redis.call('HSET', k, 'paused', text(paused), 'why', ARGV[3])
end
