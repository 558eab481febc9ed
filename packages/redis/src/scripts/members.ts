/**
 * This part of the Lua script keeps the list of members: the processes that share the rate limits of one IP address or
 * of one account.
 *
 * KEYS[1] holds the members and the time of the last report of each. KEYS[2] holds the suspensions. KEYS[3] is a hash
 * that all members share, which the script reads into `scope`. `ask` is the report of the process that runs the script.
 * Times are in ms by the clock of Redis, except for `ask.now` and the ends of suspensions, which are in ms by the
 * exchange's clock.
 */
export const membersText = `
local ask = cjson.decode(ARGV[1])
local id = ask.id
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Removes the members that have not reported for a while.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ask.ttl)
local hasJoined = false
if ask.leave then
  redis.call('ZREM', KEYS[1], id)
else
  hasJoined = redis.call('ZADD', KEYS[1], now, id) == 1
end
redis.call('PEXPIRE', KEYS[1], 86400000)
local members = redis.call('ZCARD', KEYS[1])

local scope = {}
local fields = redis.call('HGETALL', KEYS[3])
for i = 1, #fields, 2 do scope[fields[i]] = fields[i + 1] end

-- If this process has shared the limits before, Redis has lost its data, for example by a restart. Redis then leases
-- nothing for 2.5 s, so that the other members can report again. Meanwhile each member keeps to its own share.
if not scope.started then
  scope.settles = ask.known and now + 2500 or now
  redis.call('HSET', KEYS[3], 'started', now, 'settles', scope.settles)
  redis.call('PUBLISH', ask.channel, '{"type":"report"}')
end
redis.call('PEXPIRE', KEYS[3], 604800000)
local isSettling = now < tonumber(scope.settles)
if hasJoined and not isSettling then
  redis.call('PUBLISH', ask.channel, cjson.encode({ type = 'members', members = members }))
end

-- A member that has measured the exchange's time shares the difference to the time of Redis.
if ask.measured then
  local offset = ask.now - now
  if math.abs(offset - (tonumber(scope.offset) or 1e15)) > 5 then redis.call('HSET', KEYS[3], 'offset', offset) end
  scope.offset = offset
end

local suspensions = {}
local known = redis.call('HGETALL', KEYS[2])
for i = 1, #known, 2 do
  local suspension = cjson.decode(known[i + 1])
  if suspension['until'] > ask.now then suspensions[#suspensions + 1] = suspension
  -- The clock of a single member may be wrong, so a suspension is kept for a day after its end.
  elseif suspension['until'] < ask.now - 86400000 then redis.call('HDEL', KEYS[2], known[i]) end
end
`;
