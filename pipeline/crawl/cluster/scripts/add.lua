-- Add the addresses that a queue begins with; again: those visited before this round are queued once more.
-- queue, again, JSON [[key, url, kind, host, priority], ...]
local Q = queue(ARGV[1])
for _, seed in ipairs(cjson.decode(ARGV[3])) do
  if redis.call('EXISTS', Q .. 'a:' .. seed[1]) == 0 then
    add(Q, seed[1], seed[2], seed[3], seed[4], 0, seed[5], '')
  elseif ARGV[2] == '1' then
    requeue(Q, seed[1])
  end
end
