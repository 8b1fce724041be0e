local cjson = require "cjson.safe"
local generations = require "aipress.cache.generations"
local routes = require "aipress.routes"
local traffic = require "aipress.traffic"

local admin = {}

function admin.health()
  ngx.header["Content-Type"] = "application/json"
  ngx.say(cjson.encode({ healthy = true, masterPid = require("ngx.process").get_master_pid(), workers = ngx.worker.count() }))
end

function admin.traffic()
  ngx.header["Content-Type"] = "application/json"
  ngx.say(cjson.encode(traffic.of_shards()))
end

-- Visitors get the new route from here on.
function admin.forget()
  if ngx.req.get_method() ~= "POST" then
    return ngx.exit(405)
  end
  local hostname = ngx.var.arg_hostname
  if not hostname then
    return ngx.exit(400)
  end
  routes.forget(hostname)
  return ngx.exit(204)
end

function admin.purge()
  if ngx.req.get_method() ~= "POST" then
    return ngx.exit(405)
  end
  local place = ngx.var.arg_place and ngx.unescape_uri(ngx.var.arg_place)
  if not place or not place:find("^[%w-]+/%d+$") then
    return ngx.exit(400)
  end
  local path, tag = ngx.var.arg_path, ngx.var.arg_tag
  if path or tag then
    generations.next_of(place, path and generations.path_part(ngx.unescape_uri(path)) or "tag " .. ngx.unescape_uri(tag))
  else
    generations.next(place)
  end
  return ngx.exit(204)
end

return admin
