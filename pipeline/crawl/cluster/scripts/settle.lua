-- Take a report once: mark the address visited and add where it leads. One that comes too late, because somebody else
-- has leased the address since or visited it, adds its links and nothing else. What the server lost is made anew.
-- queue, JSON report (see reports.py) -> 'taken', 'known' or 'late'
local Q, m = queue(ARGV[1]), cjson.decode(ARGV[2])
local row = Q .. 'a:' .. m.key
local was = redis.call('HMGET', row, 'state', 'lease', 'settled', 'visited')
if was[3] == m.id then return 'known' end
local late = false
if not was[1] then
  add(Q, m.key, m.url, m.kind, m.host, m.depth, m.priority, m.listing)
  was[1] = 'queued'
end
-- Nobody has been there since the round began that the visit belongs to: the server lost that it was leased.
local is_first = was[1] ~= 'withdrawn' and tonumber(was[4] or 0) < tonumber(m.round or 0)
if was[1] == 'leased' and was[2] == m.token then
  redis.call('SREM', Q .. 'out:' .. m.host, m.key)
  redis.call('HDEL', Q .. 'held', m.key)
elseif was[1] ~= 'leased' and (is_first or was[1] == 'queued' and (was[2] == m.token or not (was[2] or was[3]))) then
  dequeue(Q, m.host, m.key)
  redis.call('ZREM', Q .. 'due', m.key)
else
  late = true
end

-- Others may have found since that it is something else, or nearer.
local of = redis.call('HMGET', row, 'kind', 'depth')
local here, far_here = of[1], tonumber(of[2])
local fresh, known = false, {}
for _, link in ipairs(m.links) do
  known[link[1]] = redis.call('EXISTS', Q .. 'a:' .. link[1]) == 1
  if not known[link[1]] and link[3] ~= 'pager' then fresh = true end
end
local ended = false
if #m.links > 0 or here ~= 'document' then
  local listing = Q .. 'a:' .. (m.listing ~= '' and m.listing or m.key)
  local barren = tonumber(redis.call('HGET', listing, 'barren') or 0)
  if not late and redis.call('EXISTS', listing) == 1 then
    if fresh then barren = 0 elseif not was[4] then barren = barren + 1 end
    redis.call('HSET', listing, 'barren', barren)
  end
  ended = barren >= m.barren_pages
end
for _, link in ipairs(m.links) do
  local key, kind, depth = link[1], link[3], far_here + link[5]
  if not known[key] then
    if not (kind == 'pager' and ended) and redis.call('EXISTS', Q .. 'a:' .. key) == 0 then
      local of = kind == 'pager' and (m.listing ~= '' and m.listing or m.key) or ''
      add(Q, key, link[2], kind, link[4], depth, link[6], of)
    end
  else
    local met = redis.call('HMGET', Q .. 'a:' .. key, 'kind', 'depth', 'state')
    local is_seed = met[1] == 'start' or met[1] == 'sitemap'
    local as = (not is_seed and kind < met[1]) and kind or met[1]
    local far = math.min(tonumber(met[2]), depth)
    if as ~= met[1] or far ~= tonumber(met[2]) then
      redis.call('HSET', Q .. 'a:' .. key, 'kind', as, 'depth', far)
      if met[3] == 'queued' then enqueue(Q, key) end
    end
    if kind == 'pager' and fresh and was[4] and not late then requeue(Q, key) end
  end
end
if late then return 'late' end

local after = fresh and m.fresh or m.stale
local function visited(key, due)
  redis.call('HSET', Q .. 'a:' .. key, 'state', after.state, 'failures', after.failures, 'interval', after.interval,
    'visited', text(NOW), 'page', m.page, 'mark', m.mark, 'settled', m.id)
  redis.call('HDEL', Q .. 'a:' .. key, 'lease')
  if after.state ~= 'withdrawn' then redis.call('ZADD', Q .. 'due', due, key) end
end
local due = after.due_in == '' and '+inf' or text(math.floor(NOW / 1000 + after.due_in * 3600))
local moved = m.moved
if after.state == 'done' and moved[1] then
  if redis.call('EXISTS', Q .. 'a:' .. moved[1]) == 0 then
    add(Q, moved[1], moved[2], here, moved[3], far_here, moved[4], m.listing)
  end
  local there = redis.call('HMGET', Q .. 'a:' .. moved[1], 'state', 'host')
  if there[1] ~= 'leased' then
    dequeue(Q, there[2], moved[1])
    visited(moved[1], due)
  end
  due = '+inf'
end
visited(m.key, due)
if m.well ~= '' then
  local tail = (redis.call('HGET', host_key(m.host), 'tail') or '') .. m.well
  redis.call('HSET', host_key(m.host), 'tail', string.sub(tail, -m.window))
end
return 'taken'
