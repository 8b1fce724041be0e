-- Decides which page a host gets: one of the edge's own, or "kept", one that its WordPress made before. An empty
-- answer means its WordPress, "chunked" the same once its body is here.
local cache = require "aipress.cache"
local php = require "aipress.php"
local routes = require "aipress.routes"

local router = {}

function router.choose()
  local vars = ngx.var
  local host = vars.host
  local address, visitor = (host or "") .. vars.request_uri, vars.visitor
  local site_id = cache.find_again(address, visitor)
  if site_id then
    vars.site_id = site_id
    return "kept"
  end
  local notices = routes.notices(host)
  local route = routes.find(host)
  if not route then
    return "unknown"
  end
  vars.site_id = route.siteId or ""
  if route.kind == "site" then
    -- Whatever goes wrong there, WordPress can still answer.
    local done, found = pcall(cache.find, route, { host = host, address = address, visitor = visitor, notices = notices })
    if done and found then
      return "kept"
    end
    if not done then
      ngx.log(ngx.ERR, found)
    end
    vars.shard_id = route.place.shardId
    vars.site_live = route.live
    vars.site_socket = route.socket
    return php.heed(route) or ""
  end
  if route.kind == "redirect" then
    vars.redirect_to = route.to
  end
  return route.kind
end

return router
