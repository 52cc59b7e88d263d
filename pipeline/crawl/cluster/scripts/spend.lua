-- Count one request of a host's day; a day that is over for one worker is over for all.
-- host, day (YYYY-MM-DD), budget -> 1, or 0 when nothing is left
local k = host_key(ARGV[1])
local of = redis.call('HMGET', k, 'day', 'requests')
local spent = tonumber(of[2] or 0)
if not of[1] or of[1] < ARGV[2] then spent = 0 end
if spent >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', k, 'day', (of[1] and of[1] > ARGV[2]) and of[1] or ARGV[2], 'requests', spent + 1)
return 1
