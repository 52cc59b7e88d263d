-- Queue what is due (or, of everything, all that was visited before this round), some at a time.
-- queue, everything, offset, limit -> how many were queued, how many were looked at and left
local Q = queue(ARGV[1])
local to = ARGV[2] == '1' and math.huge or math.floor(NOW / 1000)
local queued, left = 0, 0
-- By place, not by time: an offset is then no walk.
local some = redis.call('ZRANGE', Q .. 'due', ARGV[3], ARGV[3] + ARGV[4] - 1, 'WITHSCORES')
for i = 1, #some, 2 do
  if (tonumber(some[i + 1]) or math.huge) > to then break end
  if requeue(Q, some[i]) then queued = queued + 1 else left = left + 1 end
end
return {queued, left}
