-- Decides which page a host gets; an empty answer means its WordPress.
local routes = require "aipress.routes"

local router = {}

function router.choose()
  local vars = ngx.var
  local route = routes.find(vars.host)
  if not route then
    return "unknown"
  end
  vars.site_id = route.siteId or ""
  if route.kind == "site" then
    vars.shard_id = route.place.shardId
    vars.site_live = route.live
    vars.site_socket = route.socket
    return ""
  end
  if route.kind == "redirect" then
    vars.redirect_to = route.to
  end
  return route.kind
end

return router
