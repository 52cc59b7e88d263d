-- The first words of every connection. A server that was started since anybody spoke to it came back just now; one
-- without queues is to keep them in this format.
-- run id of the server, format -> format of its queues
local server = P .. 'server'
if redis.call('HGET', server, 'run_id') ~= ARGV[1] then
  redis.call('HSET', server, 'run_id', ARGV[1], 'since', text(NOW))
end
-- Before there was a number there was one format.
local found = redis.call('HGET', server, 'format') or (redis.call('EXISTS', P .. 'queues') == 1 and '1')
if not found then
  found = ARGV[2]
  redis.call('HSET', server, 'format', found)
end
return found
