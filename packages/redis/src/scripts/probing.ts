/**
 * This part of the Lua script decides which process may send calls after the exchange has suspended the IP address.
 * Only one process may send, one call at a time, until a call has succeeded. `scope` is the Redis hash that all
 * processes of the IP address share. Its field `probing` is the time at which the suspension ends, and its field
 * `holder` is the process that may send.
 */
export const probingText = `
local function mayProbe(rank)
  if not scope.probing then return true end
  if ask.now < tonumber(scope.probing) then return false end
  if (scope.holder == id and ask.ok) or ask.now > tonumber(scope.probing) + 60000 then
    redis.call('HDEL', KEYS[3], 'probing', 'holder', 'heldAt', 'best', 'since')
    scope.probing = nil
    redis.call('PUBLISH', ask.channel, '{"type":"room"}')
    return true
  end
  if scope.holder and tonumber(scope.heldAt) > now - 2000 then
    if scope.holder ~= id then return false end
  else
    -- Nobody may send in the first 20 ms, and only processes with the most urgent calls in the first 500 ms. So a
    -- cancel goes before a read that asks first.
    local best = tonumber(scope.best) or 9
    if rank < best then best = rank end
    local since = tonumber(scope.since) or now
    scope.best, scope.since = best, since
    redis.call('HSET', KEYS[3], 'best', best, 'since', since)
    if now - since < 20 or (rank > best and now - since < 500) then return false end
  end
  scope.holder, scope.heldAt = id, now
  redis.call('HSET', KEYS[3], 'holder', id, 'heldAt', now)
  return true
end
`;
