/**
 * Reports a suspension to all processes that share the rate limits of an IP address or of an account. KEYS[1] holds the
 * suspensions. KEYS[2] is a hash that the processes share. A suspension that ends earlier does not replace one that
 * ends later.
 */
export const suspendText = `
local message = cjson.decode(ARGV[1])
local suspension = message.suspension
local field = suspension.of .. ' ' .. suspension.subject
local known = redis.call('HGET', KEYS[1], field)
if not known or cjson.decode(known)['until'] < suspension['until'] then
  redis.call('HSET', KEYS[1], field, cjson.encode(suspension))
  redis.call('PEXPIRE', KEYS[1], 345600000)
end
if suspension.of == 'requests' then
  local probing = tonumber(redis.call('HGET', KEYS[2], 'probing')) or 0
  redis.call('HDEL', KEYS[2], 'holder', 'heldAt', 'best', 'since')
  redis.call('HSET', KEYS[2], 'probing', math.max(probing, suspension['until']))
end
redis.call('PUBLISH', message.channel, ARGV[1])
return 1
`;

/**
 * Forgets the suspensions and counts of an IP address or of an account. KEYS[1] holds the suspensions. KEYS[2] is a
 * hash that the processes share. Each further key holds the state of one rate limit.
 */
export const resetText = `
local message = cjson.decode(ARGV[1])
redis.call('DEL', unpack(KEYS))
-- Without these fields, Redis would wait for all processes to report, as after a loss of its data.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[2], 'started', now, 'settles', now)
redis.call('PEXPIRE', KEYS[2], 604800000)
redis.call('PUBLISH', message.channel, ARGV[1])
return 1
`;
