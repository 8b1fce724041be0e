-- What a visit, word for word, was answered with a moment ago: most visitors of a busy page send the very same. It
-- counts for as long as the route would have been taken unread (routes.lua), and ends at once when any route is told to
-- have changed, when the page's place is emptied, or when the page's time is over.
--
-- nginx tells a visit in one text (`$visit` of sites.conf), which holds all that routing and keys look at.
local generations = require "aipress.cache.generations"
local lrucache = require "resty.lrucache"
local routes = require "aipress.routes"
local store = require "aipress.cache.store"

-- Of each worker.
local VISITS_MAX = 4000
local LENGTH_MAX = 1024

local recent = {}

local visits = lrucache.new(VISITS_MAX)

-- The page, and what `note` was given; nil where it does not count any more. The page itself is the store's, which has
-- a bound for what it keeps ready.
function recent.find(visit)
  local found = visits:get(visit)
  if not found then
    return nil
  end
  local page = store.ready(found.key)
  if not page or page.fresh_until <= ngx.time() or found.until_time <= ngx.now()
    or routes.notices(found.hostname) ~= found.notices or generations.of(page.place) ~= found.generation then
    visits:delete(visit)
    return nil
  end
  return page, found
end

-- `found.notices` is of before the route was read, `found.generation` of before the page was looked for.
function recent.note(visit, found)
  if #visit <= LENGTH_MAX then
    found.until_time = ngx.now() + routes.seconds_left(found.hostname)
    visits:set(visit, found)
  end
end

return recent
