-- Queue again what was leased and will not be asked for.
-- queue, JSON [[key, host, token], ...]
local Q = queue(ARGV[1])
for _, each in ipairs(cjson.decode(ARGV[2])) do
  if redis.call('HGET', Q .. 'a:' .. each[1], 'lease') == each[3]
    and redis.call('SISMEMBER', Q .. 'out:' .. each[2], each[1]) == 1 then
    give_back(Q, each[2], each[1])
  end
end
