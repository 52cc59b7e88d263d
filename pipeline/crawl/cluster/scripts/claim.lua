-- Whether a host may be asked now. The moment, and its gap, are then taken.
-- queue, worker, session, lease, host, token ('' for a file about another host than the lease's), gap, setbacks, own gap
-- -> 'go', setbacks of whoever had it ('' if that was us); or 'wait', ms, why; or 'lost'; or 'stop', why; or 'superseded' or 'gone'
local Q, worker, session, lease = queue(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
local host, token, gap = ARGV[5], ARGV[6], tonumber(ARGV[7])
local status = standing(worker, session)
if status ~= 'ok' then return {status} end
local stop = redis.call('HGET', Q .. 'about', 'stop')
if stop then return {'stop', stop} end
local k = host_key(host)
local names = {'owner', 'fence', 'until', 'next', 'paused', 'why', 'heir', 'setbacks', 'gap'}
local of = redis.call('HMGET', k, unpack(names))
local is_ours = of[1] == session and is_held(of[3], lease)
if token ~= '' and not (is_ours and token == session .. ':' .. of[2]) then return {'lost'} end
-- A file about another worker's host needs the host's pace, not the host: two that wait for each other's would do so for ever.
local is_guest = not is_ours and is_held(of[3], lease)
if not is_ours and not is_guest then
  take_host(Q, host, worker, session, lease, tonumber(ARGV[9]))
  of = redis.call('HMGET', k, unpack(names))
end
local paused = tonumber(of[5] or 0)
-- What was asked shortly before a server was killed it may not know.
local next_ = math.max(tonumber(of[4] or 0), SINCE + math.max(gap, tonumber(of[9] or 0)))
local wait = math.max(next_, paused) - NOW
-- What the way from one's own turn to here may take without another wait.
if wait > 20 then return {'wait', text(wait), paused > NOW and of[6] or ''} end
if is_guest then
  redis.call('HSET', k, 'last', text(NOW), 'next', text(NOW + math.max(gap, tonumber(of[9] or 0))))
  return {'go', ''}
end
redis.call('HSET', k, 'last', text(NOW), 'next', text(NOW + gap), 'gap', text(gap), 'until', text(NOW + lease))
if of[7] then
  redis.call('HDEL', k, 'heir')
  return {'go', of[8] or '0'}
end
redis.call('HSET', k, 'setbacks', ARGV[8])
return {'go', ''}
