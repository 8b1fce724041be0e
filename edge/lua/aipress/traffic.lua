-- How many requests each shard's PHP was asked lately, and how many of them got no answer at all: no
-- connection, or not a line in time. What a site's own code answers, be it a 500, is the site's matter.
local WINDOW_SECONDS = 30
-- The one that runs and the two before it: between one minute and one and a half.
local WINDOWS = 3
local CLIENT_CLOSED = 499
-- Of a hundred shards, four windows of both counts.
local KEYS_MAX = 1000

local traffic = {}
local counts = ngx.shared.aipress_traffic

local function key_of(what, shard_id, window)
  return what .. " " .. shard_id .. " " .. window
end

local function add(what, shard_id)
  local window = math.floor(ngx.time() / WINDOW_SECONDS)
  counts:incr(key_of(what, shard_id, window), 1, 0, WINDOW_SECONDS * (WINDOWS + 1))
end

function traffic.count()
  local vars = ngx.var
  local shard_id = vars.shard_id
  -- One time for each server that was asked, "-" for one that did not answer; the last counts.
  local answered = vars.upstream_header_time
  -- What the edge asks for itself is nobody's visit.
  if shard_id == "" or not answered or ngx.status == CLIENT_CLOSED or vars.realip_remote_addr == "unix:" then
    return
  end
  add("requests", shard_id)
  if answered:sub(-1) == "-" then
    add("unanswered", shard_id)
  end
end

-- { ["shard-001"] = { requests = 12, unanswered = 0 } }
function traffic.of_shards()
  local since = math.floor(ngx.time() / WINDOW_SECONDS) - WINDOWS + 1
  local shards = {}
  for _, key in ipairs(counts:get_keys(KEYS_MAX)) do
    local what, shard_id, window = key:match("^(%S+) (%S+) (%d+)$")
    local count = what and tonumber(window) >= since and counts:get(key)
    if count then
      shards[shard_id] = shards[shard_id] or { requests = 0, unanswered = 0 }
      shards[shard_id][what] = shards[shard_id][what] + count
    end
  end
  return shards
end

return traffic
