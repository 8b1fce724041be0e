-- What a site's PHP gets with each request, and how large a body may come to it. The route says so where the site has
-- settings of its own. PHP keeps what it was told until it is told otherwise, so it is told each time.
local routes = require "aipress.routes"
local settings = require "aipress.settings"

local MEGABYTE = 1024 * 1024
local OWN_PLACES = "/.aipress-"

local php = {}

-- Written once for each route that a worker keeps.
local function of(route)
  local mine = route.php or settings.php
  mine.text = mine.text
    or "memory_limit=" .. mine.memoryMb .. "M\nmax_execution_time=" .. mine.seconds
      .. "\nupload_max_filesize=" .. mine.uploadMb .. "M\npost_max_size=" .. (mine.uploadMb + settings.request_room_mb) .. "M"
  return mine
end

local function is_too_large(mine)
  return (tonumber(ngx.var.content_length) or 0) > (mine.uploadMb + settings.request_room_mb) * MEGABYTE
end

-- Answers the page instead, where the body is too large, or "chunked", where its length is not known before it is here.
function php.heed(route)
  local vars = ngx.var
  local mine = of(route)
  vars.php_settings = mine.text
  vars.upload_mb_max = mine.uploadMb
  if is_too_large(mine) then
    return "too-large"
  end
  if vars.http_transfer_encoding and not ngx.req.is_internal() then
    return "chunked"
  end
end

-- Takes in a body of unknown length, for which nginx has a bound that does not depend on the site; then its length is
-- known, and the request goes on.
function php.receive()
  local vars = ngx.var
  local route = routes.find(vars.host)
  local mine = of(route or {})
  -- The edge's own places are internal, and this request is by now.
  if vars.asked_uri:sub(1, #OWN_PLACES) == OWN_PLACES then
    return ngx.exit(ngx.HTTP_NOT_FOUND)
  end
  vars.upload_mb_max = math.min(mine.uploadMb, settings.chunked_mb_max)
  ngx.req.read_body()
  if is_too_large(mine) then
    vars.page = "too-large"
    return ngx.exec("/.aipress-page")
  end
  -- As it was asked for: a second decoding could make another path of it.
  ngx.req.set_uri(vars.asked_uri, true, true)
end

return php
