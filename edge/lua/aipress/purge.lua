-- A site tells that its pages have changed.
local generations = require "aipress.cache.generations"
local settings = require "aipress.settings"

-- Read by the master, before the workers give up its rights.
local file = assert(io.open(settings.purge_secret, "r"))
local secret = file:read("*a")
file:close()

local HEX = "%02x"

local purge = {}

local function key_of(place)
  return (ngx.hmac_sha1(secret, place):gsub(".", function(byte)
    return HEX:format(byte:byte())
  end))
end

-- Takes as long for a key that is wrong at its beginning as for one that is wrong at its end.
local function is_equal(a, b)
  if #a ~= #b then
    return false
  end
  local difference = 0
  for index = 1, #a do
    difference = bit.bor(difference, bit.bxor(a:byte(index), b:byte(index)))
  end
  return difference == 0
end

function purge.answer()
  local vars = ngx.var
  local place, key = vars.http_x_aipress_place or "", vars.http_x_aipress_key or ""
  if vars.request_method ~= "POST" or not is_equal(key, key_of(place)) then
    return ngx.exit(403)
  end
  ngx.header["Content-Type"] = "application/json"
  ngx.say('{"generation":', string.format("%.0f", generations.next(place)), "}")
end

return purge
