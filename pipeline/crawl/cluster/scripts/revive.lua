-- Whether the queue has an address in another row; one that was given up before this round is queued again.
-- queue, key, row beside ('' for none) -> 0 or 1
local Q, key = queue(ARGV[1]), ARGV[2]
if redis.call('ZSCORE', Q .. 'due', key) == 'inf' then requeue(Q, key) end
return (key ~= ARGV[3] and redis.call('EXISTS', Q .. 'a:' .. key) == 1) and 1 or 0
