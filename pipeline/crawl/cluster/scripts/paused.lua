-- How many milliseconds of a host's pause are left, and why it asked for it.
-- host -> ms, why
local of = redis.call('HMGET', host_key(ARGV[1]), 'paused', 'why')
return {text(math.max(0, tonumber(of[1] or 0) - NOW)), of[2] or ''}
