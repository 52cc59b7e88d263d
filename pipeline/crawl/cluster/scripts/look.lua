-- What a queue is at, changing nothing.
-- queue -> JSON {now, about, hosts, given_up, due, workers = [{name, until, since, lease, hosts = [[host, leased, promised to]]}]}
local Q = queue(ARGV[1])
local about, all = {}, redis.call('HGETALL', Q .. 'about')
for i = 1, #all, 2 do about[all[i]] = all[i + 1] end
local workers, known = {}, redis.call('ZRANGE', Q .. 'workers', 0, -1, 'WITHSCORES')
for i = 1, #known, 2 do
  local of, hosts = redis.call('HMGET', worker_key(known[i]), 'since', 'lease'), {}
  for _, host in ipairs(redis.call('SMEMBERS', P .. 'o:' .. known[i])) do
    hosts[#hosts + 1] = {host, redis.call('SCARD', Q .. 'out:' .. host), redis.call('HGET', Q .. 'promised', host) or ''}
  end
  workers[#workers + 1] = {name = known[i], ['until'] = tonumber(known[i + 1]), since = tonumber(of[1] or 0),
    lease = tonumber(of[2] or 0), hosts = hosts}
end
-- What failed or moved has no time, and comes last.
local due = redis.call('ZRANGE', Q .. 'due', 0, 0, 'WITHSCORES')
return cjson.encode({now = NOW, about = about, hosts = redis.call('HLEN', Q .. 'hosts'),
  given_up = redis.call('HLEN', Q .. 'held'), visited = redis.call('ZCARD', Q .. 'due'),
  due = (due[2] and due[2] ~= 'inf') and tonumber(due[2]) or 0, workers = workers})
