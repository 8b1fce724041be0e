-- The routes as the driver wrote them: a file for each hostname. They are read at most once a second,
-- so a forgotten notice leaves nobody with an old route for longer, and this needs no other process.
local cjson = require "cjson.safe"
local lrucache = require "resty.lrucache"
local settings = require "aipress.settings"

local FRESH_SECONDS = 1
local HOSTNAME_LENGTH_MAX = 253
-- Tables are about 1 kB each; a worker keeps those of its busiest sites.
local DECODED_MAX = 2000
local NO_SUCH_FILE = 2
-- Longer than anything that was read before a notice is used or remembered.
local NOTICED_SECONDS = 60

local routes = {}
local known = ngx.shared.aipress_routes
local unknown = ngx.shared.aipress_unknown
local decoded = lrucache.new(DECODED_MAX)

local function is_hostname(host)
  return host ~= nil
    and #host <= HOSTNAME_LENGTH_MAX
    and host:find("^[a-z0-9][a-z0-9.-]*$") ~= nil
    and not host:find("..", 1, true)
end

local function read(hostname)
  local file, _, code = io.open(settings.routes .. "/" .. hostname, "r")
  if not file then
    return nil, code == NO_SUCH_FILE
  end
  local text = file:read("*a")
  file:close()
  return text, false
end

-- Counts up whenever the route is told to have changed. It begins with the time, so that a number does not come again.
function routes.notices(hostname)
  return known:get("notices " .. (hostname or "")) or 0
end

-- A notice that arrives while the file is read wins: it counts up, and what was read is thrown away.
local function load(hostname)
  local notices = routes.notices(hostname)
  local text, absent = read(hostname)
  if text then
    known:set(hostname, text, FRESH_SECONDS)
  elseif absent then
    unknown:set(hostname, true, FRESH_SECONDS)
  end
  if routes.notices(hostname) ~= notices then
    known:delete(hostname)
    unknown:delete(hostname)
  end
  return text, absent
end

local function decode(text)
  local route = decoded:get(text)
  if not route then
    route = cjson.decode(text)
    if type(route) ~= "table" then
      return { kind = "unavailable" }
    end
    decoded:set(text, route)
  end
  return route
end

-- The route of a hostname, or nil where there is none. What cannot be read is `unavailable`: a full
-- disk or a lack of file handles must not tell visitors and search engines that a site is gone.
function routes.find(hostname)
  local text = hostname and known:get(hostname)
  if text then
    return decode(text)
  end
  if not is_hostname(hostname) or unknown:get(hostname) then
    return nil
  end
  local absent
  text, absent = load(hostname)
  if text then
    return decode(text)
  end
  return not absent and { kind = "unavailable" } or nil
end

-- For how long its route is taken unread.
function routes.seconds_left(hostname)
  return known:ttl(hostname) or 0
end

local function notice(hostname)
  known:incr("notices " .. hostname, 1, ngx.now() * 1000, NOTICED_SECONDS)
end

-- Once more at the end, so that what was read in between is not taken for what was read after.
function routes.forget(hostname)
  notice(hostname)
  known:delete(hostname)
  unknown:delete(hostname)
  notice(hostname)
end

return routes
