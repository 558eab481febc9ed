/**
 * This part of the Lua script leases parts of the rate limits of one IP address or of one account. A lease is a part of
 * a limit that a process may use without asking again. Each key from KEYS[4] on holds the state of one limit in its
 * current time window.
 *
 * A member is a process that shares the limits. `count` is the use that the exchange has reported. A member holds the
 * unused parts of its leases, plus the use of its calls that is not yet part of `count`. The script keeps to this rule:
 *
 *     count + the sum of what the members hold <= limit
 *
 * The fair share of a member is the part of the limit that reads may use, divided by the number of members that use the
 * limit or wait for room. If a member waits for room, the unused part of its fair share is reserved for it, rounded
 * down to whole calls. Beyond its own share, a member gets only room for which no other member waits.
 */
export const leasesText = `
local wasRecalled = false
local function recall(key)
  if wasRecalled or (tonumber(scope.recalled) or 0) > now - 250 then return end
  wasRecalled = true
  redis.call('HSET', KEYS[3], 'recalled', now)
  redis.call('PUBLISH', ask.channel, cjson.encode({ type = 'recall', from = id, key = key }))
end

local function parse(text)
  local held, flight, granted, hungry, seen, rank, waits, need =
    string.match(text, '(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+)')
  return { held = tonumber(held), flight = tonumber(flight), granted = tonumber(granted), hungry = hungry == '1',
    seen = tonumber(seen), rank = tonumber(rank), waits = tonumber(waits), need = tonumber(need) }
end

local function save(key, member, e)
  redis.call('HSET', key, 'm:' .. member, string.format('%.17g %.17g %.17g %s %.17g %d %.17g %.17g',
    e.held, e.flight, e.granted, e.hungry and '1' or '0', e.seen, e.rank, e.waits, e.need))
end

-- The window has fields of its own, and one field 'm:' with the entry of each member.
local function read(key)
  local state, entries = {}, {}
  local raw = redis.call('HGETALL', key)
  for i = 1, #raw, 2 do
    if string.sub(raw[i], 1, 2) == 'm:' then
      local entry = parse(raw[i + 1])
      if entry.seen < now - ask.ttl then
        redis.call('HDEL', key, raw[i])
      else
        entries[string.sub(raw[i], 3)] = entry
      end
    else
      state[raw[i]] = tonumber(raw[i + 1])
    end
  end
  return state, entries
end

-- Whether the exchange may still be counting in the previous window, because its clock is behind. It may do so until it
-- has reported a count that is lower than the last count of that window.
local function isOpening(w, opening)
  return opening == 1 and w.into < w.opening
end

-- Ends the opening of a window if the report of this member shows that the exchange has begun the window too.
local function open(key, w, opening, last)
  if not isOpening(w, opening) or w.reported == 0 or w.count >= last then return opening end
  redis.call('HDEL', key, 'opening')
  redis.call('PUBLISH', ask.channel, '{"type":"room"}')
end

-- Returns the last count of the exchange, and when it was reported, considering the report of this member.
local function reportedCount(w, count, reported)
  if w.reported == 0 then return count, reported end
  -- A lower count is only believed if its call was sent after the last report. Clocks differ a little.
  if w.sent > reported + 100 then return w.count, math.max(reported, w.reported) end
  return math.max(count, w.count), math.max(reported, w.reported)
end

-- What this member holds, as it reports it. 'need' is what it last waited for.
local function entryOf(w, need)
  return { held = w.held, flight = w.flight, granted = w.taken + w.held - w.flight, hungry = w.busy, seen = now,
    rank = 9, waits = 0, need = need }
end

-- Takes the report of a member that needs nothing, without reading the entries of the others. Returns false if the
-- report is not of the current window.
local function takeReport(key, w)
  local raw = redis.call('HMGET', key, 'index', 'count', 'reported', 'm:' .. id, 'opening', 'last')
  if tonumber(raw[1]) ~= w.index then return false end
  if isOpening(w, open(key, w, tonumber(raw[5]), tonumber(raw[6]))) then return false end
  local count, reported = reportedCount(w, tonumber(raw[2]) or 0, tonumber(raw[3]) or 0)
  redis.call('HSET', key, 'count', count, 'reported', reported)
  save(key, id, entryOf(w, raw[4] and parse(raw[4]).need or 1))
  return true
end

-- Returns how much this member may still use beyond its lease if Redis does not answer any more: the rest of its equal
-- part of the limit. It is less if there is not enough room for the rests of all members.
local function owedTo(me, entries, w, count)
  local part = math.floor(w.readCap / members)
  local granted, known, rest = me.granted, 1, math.max(0, part - me.granted)
  local owed = rest
  for member, e in pairs(entries) do
    if member ~= id then
      granted, known, owed = granted + e.granted, known + 1, owed + math.max(0, part - e.granted)
    end
  end
  owed = owed + math.max(0, members - known) * part
  local free = w.readCap - math.max(granted, count)
  if rest > 0 and free < owed then rest = math.floor(rest * math.max(0, free) / owed) end
  return rest
end

local function lease(key, w)
  if w.need == 0 and w.block == 0 and not ask.leave and takeReport(key, w) then
    return { grant = 0, verdict = 'granted' }
  end
  local state, entries = read(key)
  local index = state.index
  local count, reported, previous = state.count or 0, state.reported or 0, state.previous or 0

  -- Begins the next window. What a member held may be in flight by now, and be counted in this window. So it counts
  -- here until the member reports again. A member whose clock is behind uses the newest window. But if the clock of a
  -- member was so far ahead that the newest window should have ended long ago, the window of the report replaces it.
  if not index or w.index > index or (w.index < index and now - state.at > 2 * w.length) then
    local total = count
    for member, e in pairs(entries) do
      total = total + e.held
      e.granted = e.held
      if member ~= id then save(key, member, e) end
    end
    previous = index and w.index == index + 1 and total or 0
    -- After a window of which more than half was used, the exchange may still be counting in that window.
    state.last, state.opening = count, previous > w.cap / 2 and count > 0 and 1 or 0
    index, count, reported = w.index, 0, 0
    redis.call('HSET', key, 'index', index, 'at', now, 'previous', previous, 'last', state.last, 'opening', state.opening)
  end

  local opens = false
  if w.index == index then
    opens = isOpening(w, open(key, w, state.opening, state.last))
    local early = w.early
    if opens and w.count >= state.last then early = w.count else count, reported = reportedCount(w, count, reported) end
    if early > previous then
      previous = early
      redis.call('HSET', key, 'previous', previous)
    end
  end

  local me = entryOf(w, w.need > 0 and w.need or entries[id] and entries[id].need or 1)
  local active, others, idle, isOutranked = 1, 0, 0, false
  for member, e in pairs(entries) do
    if member ~= id then
      others = others + e.held
      idle = idle + e.held - e.flight
      if e.granted > 0 or e.hungry then active = active + 1 end
      if e.rank < w.rank and e.waits > now then isOutranked = true end
    end
  end
  local share = math.floor(w.readCap / active)
  local reserved = 0
  for member, e in pairs(entries) do
    -- A member reports every second. If it does not, it may be gone.
    if member ~= id and e.hungry and e.seen > now - 2500 then
      reserved = reserved + math.max(0, math.floor((share - e.granted) / e.need) * e.need)
    end
  end

  local total = count + others + me.held
  local room = w.cap - total
  local fair = math.max(room - reserved, math.min(room, share - me.granted))
  -- Cancels and other writes go before the reads for which room of the address is reserved.
  local may = w.probe and w.rank < 2 and room or fair
  if isOutranked then may, fair = 0, 0 end

  -- A call that the exchange may still count in the previous window must find room there too. Reads leave half of the
  -- margin between the cap and the limit to writes.
  local before = math.huge
  if w.index < index or w.into < w.guard then
    before = w.cap
  elseif opens then
    before = w.rank < 2 and w.limit or (w.limit + w.cap) / 2
  end

  local grant, verdict, owed = 0, 'granted', 0
  local isProbing = w.probe and scope.probing
  if ask.leave then
    redis.call('HDEL', key, 'm:' .. id)
  elseif isSettling then
    save(key, id, me)
  else
    if w.need > 0 then
      if previous + total + w.need > before then
        verdict = 'guard'
        me.hungry = true
      elseif w.probe and not mayProbe(w.rank) then
        verdict = 'soft'
      elseif may >= w.need or (w.need > w.cap and total == 0) then
        grant = w.need
      elseif count + w.need > w.cap then
        verdict = 'full'
        me.hungry = true
      else
        verdict = 'soft'
        me.hungry = true
        if idle > 0 then recall(key) end
      end
      -- While a cancel or another write of this member waits, less urgent calls of other members must wait too. A
      -- waiting write asks at least every 500 ms.
      if w.rank < 2 and grant == 0 then me.rank, me.waits = w.rank, now + 600 end
    end
    if w.block > 0 and verdict == 'granted' and not isProbing then
      local left = math.min(fair, w.readCap - total, before - previous - total) - grant
      grant = grant + math.max(0, math.min(w.block, math.floor(left / (2 * members))))
    end
    me.held = me.held + grant
    me.granted = me.granted + grant
    save(key, id, me)
    -- Only a member for which a share is reserved may use more than its lease without Redis.
    if me.hungry and w.index == index and not opens then owed = owedTo(me, entries, w, count) end
  end
  redis.call('HSET', key, 'count', count, 'reported', reported)
  redis.call('PEXPIRE', key, 2 * w.length + 60000)
  return { grant = grant, verdict = verdict, total = count + others + me.held, owed = owed, last = opens and state.last or nil }
end

local windows = {}
for i, w in ipairs(ask.windows) do windows[i] = lease(KEYS[i + 3], w) end
return cjson.encode({ members = members, settling = isSettling, now = now, offset = tonumber(scope.offset), suspensions = suspensions, windows = windows })
`;
