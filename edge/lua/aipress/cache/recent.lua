-- What a visit, word for word, was answered with a moment ago: most visitors of a busy page send the very same. It
-- counts for as long as the route would have been taken unread (routes.lua), and ends at once when its route is told to
-- have changed, when the page's place is emptied, or when the page's time is over.
--
-- nginx tells the visitor in one text (`$visitor` of sites.conf), which with host and address holds all that routing and
-- keys look at. It is apart from the address, as LuaJIT tells long texts apart by a few of their bytes alone.
local generations = require "aipress.cache.generations"
local lrucache = require "resty.lrucache"
local routes = require "aipress.routes"
local store = require "aipress.cache.store"

-- Of each worker.
local ADDRESSES_MAX = 4000
-- Browsers of one make send the same.
local VISITORS_MAX = 8
local LENGTH_MAX = 1024

local recent = {}

local addresses = lrucache.new(ADDRESSES_MAX)

-- The page, and what `note` was given; nil where it does not count any more. The page itself is the store's, which has
-- a bound for what it keeps ready.
function recent.find(address, visitor)
  local visitors = addresses:get(address)
  local found = visitors and visitors[visitor]
  if not found then
    return nil
  end
  local page = store.ready(found.key)
  if not page or page.fresh_until <= ngx.time() or routes.notices(found.hostname) ~= found.notices
    or generations.of(page.place) ~= found.generation then
    return nil
  end
  if found.until_time <= ngx.now() then
    -- What reads the same is the same table.
    if routes.find(found.hostname) ~= found.route then
      return nil
    end
    found.until_time = ngx.now() + routes.seconds_left(found.hostname)
  end
  return page, found
end

-- `found.notices` is of before the route was read, `found.generation` of before the page was looked for.
function recent.note(address, visitor, found)
  if #address + #visitor > LENGTH_MAX then
    return
  end
  found.until_time = ngx.now() + routes.seconds_left(found.hostname)
  local visitors = addresses:get(address)
  if not visitors or not visitors[visitor] and visitors.count == VISITORS_MAX then
    visitors = { count = 0 }
    addresses:set(address, visitors)
  end
  if not visitors[visitor] then
    visitors.count = visitors.count + 1
  end
  visitors[visitor] = found
end

return recent
