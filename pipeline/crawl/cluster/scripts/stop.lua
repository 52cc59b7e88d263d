-- End the round for all workers of a queue; the first reason counts.
-- queue, why
redis.call('HSETNX', queue(ARGV[1]) .. 'about', 'stop', ARGV[2])
