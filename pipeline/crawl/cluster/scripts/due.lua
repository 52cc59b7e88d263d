-- Queue what is due (or, of everything, all that was visited before this round), some at a time.
-- queue, everything, offset, limit -> how many were queued, how many were looked at and left
local Q = queue(ARGV[1])
local to = ARGV[2] == '1' and '+inf' or text(math.floor(NOW / 1000))
local queued, left = 0, 0
for _, key in ipairs(redis.call('ZRANGEBYSCORE', Q .. 'due', '-inf', to, 'LIMIT', ARGV[3], ARGV[4])) do
  if requeue(Q, key) then queued = queued + 1 else left = left + 1 end
end
return {queued, left}
