-- What nginx could not do for a site, in the site's own error.log: nginx itself has one log for all.
local cjson = require "cjson.safe"
local settings = require "aipress.settings"

-- A site that fails fails at every request; the first lines of a second say it all.
local LINES_PER_SECOND_MAX = 10

local site_log = {}
local limits = ngx.shared.aipress_limits

function site_log.write()
  if ngx.status < 500 or not ngx.ctx.problem then
    return
  end
  local vars = ngx.var
  local site_id = vars.site_id
  -- Whatever keeps the edge from having a page made, its visitor meets as well.
  if site_id == "" or vars.realip_remote_addr == "unix:" or limits:incr(site_id, 1, 0, 1) > LINES_PER_SECOND_MAX then
    return
  end
  local file = io.open(settings.site_logs .. "/" .. site_id .. "/error.log", "a")
  if not file then
    return
  end
  file:write(cjson.encode({
    time = os.date("!%Y-%m-%dT%H:%M:%S", ngx.time()) .. string.format(".%03dZ", ngx.now() * 1000 % 1000),
    message = ngx.ctx.problem,
    method = ngx.req.get_method(),
    path = vars.request_uri,
    status = ngx.status,
    host = vars.host,
    requestId = vars.request_id,
  }), "\n")
  file:close()
end

return site_log
