-- What a visit, word for word, was answered with a moment ago: most visitors of a busy page send the very same. It
-- counts for as long as the route would have been taken unread (routes.lua), and ends at once when any route is told to
-- have changed, when the page's place is emptied, or when the page's time is over.
--
-- nginx tells a visit in one text (`$visit` of sites.conf), which holds all that routing and keys look at.
local generations = require "aipress.cache.generations"
local lrucache = require "resty.lrucache"
local routes = require "aipress.routes"

-- Of each worker.
local VISITS_MAX = 4000
local LENGTH_MAX = 1024

local recent = {}

local visits = lrucache.new(VISITS_MAX)

-- What `note` was given; nil where it does not count any more.
function recent.find(visit)
  local found = visits:get(visit)
  if not found then
    return nil
  end
  local page = found.page
  if found.until_time <= ngx.now() or page.fresh_until <= ngx.time()
    or routes.notices() ~= found.notices or generations.of(page.place) ~= found.generation then
    visits:delete(visit)
    return nil
  end
  return found
end

-- `found.notices` is of before the route was read, `found.generation` of before the page was looked for.
function recent.note(visit, hostname, found)
  if #visit <= LENGTH_MAX then
    found.until_time = ngx.now() + routes.seconds_left(hostname)
    visits:set(visit, found)
  end
end

return recent
