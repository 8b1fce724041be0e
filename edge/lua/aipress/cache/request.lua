-- Which requests may be answered with a page that was made for somebody else, and under which key it is kept.
-- In doubt a request goes to WordPress: a page too many costs 50 ms, somebody's cart shown to others costs trust.
local lrucache = require "resty.lrucache"

local request = {}

local KEY_LENGTH_MAX = 2048
local ARGUMENTS_MAX = 32
-- Of each worker; longer addresses are one visitor's more often than not.
local ADDRESSES_MAX = 5000
local REMEMBERED_LENGTH_MAX = 256

-- Whoever sends one of these is known to the site. Parts of names, as WordPress and plugins add hashes to them.
local KNOWN_VISITOR = {
  { "wordpress_logged_in", "logged in" },
  { "wordpress_sec", "logged in" },
  { "wp-postpass", "protected page" },
  { "comment_author", "comment author" },
  { "woocommerce_", "cart" },
  { "wp_woocommerce_session", "cart" },
  { "edd_", "cart" },
  { "aipress_private", "asked for by the site" },
  { "PHPSESSID", "session" },
}

-- Where a visitor came from does not change what the page says. The lists that analytics and advertising document.
local CAMPAIGN = {
  fbclid = true, gclid = true, gclsrc = true, dclid = true, gbraid = true, wbraid = true, msclkid = true,
  mc_cid = true, mc_eid = true, igshid = true, igsh = true, twclid = true, ttclid = true, yclid = true,
  li_fat_id = true, srsltid = true, _ga = true, _gl = true, _hsenc = true, _hsmi = true, epik = true,
  ref_src = true, ref_url = true, s_kwcid = true, ef_id = true, wickedid = true, vero_id = true,
}

-- Each of these shows one visitor something, or does something.
local PERSONAL = {
  preview = "preview", preview_id = "preview", preview_nonce = "preview", customize_changeset_uuid = "preview",
  customize_theme = "preview", ["moderation-hash"] = "comment author", unapproved = "comment author",
  ["add-to-cart"] = "cart", remove_item = "cart", ["wc-ajax"] = "cart", ["wc-api"] = "program",
  rest_route = "REST", doing_wp_cron = "program", ["aipress-login"] = "logging in", _wpnonce = "personal address",
}

local function is_personal_cookie(cookies)
  for _, known in ipairs(KNOWN_VISITOR) do
    if cookies:find(known[1], 1, true) then
      return known[2]
    end
  end
end

-- As PHP reads a name: to the first bracket or NUL, without spaces before it, dots and spaces as underscores.
local function name_in_php(text)
  return (ngx.unescape_uri(text):match("^%s*([^%[%z]*)"):gsub("[ .]", "_"))
end

-- The arguments in the order they came, without those of campaigns; or nil and why not.
local function arguments_of(text)
  local kept, count = {}, 0
  for argument in text:gmatch("[^&]+") do
    count = count + 1
    if count > ARGUMENTS_MAX then
      return nil, "too many arguments"
    end
    local plain = name_in_php(argument:match("^[^=]*"))
    if PERSONAL[plain] then
      return nil, PERSONAL[plain]
    end
    if not CAMPAIGN[plain] and plain:sub(1, 4) ~= "utm_" then
      kept[#kept + 1] = argument
    end
  end
  return table.concat(kept, "&")
end

local function refused_path(uri)
  if uri:find("^/wp%-json") then
    return "REST"
  end
  if uri:find("^/wp%-admin") then
    return "administration"
  end
  if uri:find("%.php$") and uri ~= "/index.php" or uri:find("%.php/") and uri:sub(1, 11) ~= "/index.php/" then
    return "program"
  end
end

-- Files have no page to be kept; they are nginx's own and are not asked for here.
function request.is_file(uri)
  return uri:sub(1, 12) == "/wp-content/" or uri:sub(1, 13) == "/wp-includes/"
end

-- A campaign's arguments are taken from what PHP sees too, so that a page does not hold the first visitor's.
local function without_campaign(path, arguments)
  return arguments == "" and path or path .. "?" .. arguments
end

-- An address without what a campaign added; or nil and why it is not one that a page can be kept for.
local function read_address(address)
  local path, query = address:match("^([^?]*)%??(.*)$")
  -- nginx and WordPress may read such a path in two ways.
  if path:find("#", 1, true) or path:find("/%.%.?/") or path:find("/%.%.?$") then
    return nil, "strange address"
  end
  -- Decoded, as WordPress reads it.
  local refused = refused_path(ngx.unescape_uri(path):gsub("//+", "/"))
  if refused then
    return nil, refused
  end
  local arguments, why = "", nil
  if query ~= "" then
    arguments, why = arguments_of(query)
    if not arguments then
      return nil, why
    end
  end
  local seen = without_campaign(path, arguments)
  if #seen > KEY_LENGTH_MAX then
    return nil, "long address"
  end
  return seen
end

-- What an address says does not change, and most visitors ask for few of them.
local read_before = lrucache.new(ADDRESSES_MAX)

-- The key, and the address as PHP is to see it; or nil and why this request is for WordPress alone.
function request.key_of(vars, route)
  local method = vars.request_method
  if method ~= "GET" and method ~= "HEAD" then
    return nil, "not a reading"
  end
  if vars.http_authorization then
    return nil, "logged in"
  end
  -- At the same address programs may get another thing than people, as ActivityPub has it.
  local accepted = vars.http_accept
  if accepted and accepted:find("json", 1, true) then
    return nil, "asks for data"
  end
  local cookies = vars.http_cookie
  local personal = cookies and is_personal_cookie(cookies)
  if personal then
    return nil, personal
  end
  local address = vars.request_uri
  local seen = read_before:get(address)
  if not seen then
    local why
    seen, why = read_address(address)
    if not seen then
      return nil, why
    end
    if #address <= REMEMBERED_LENGTH_MAX then
      read_before:set(address, seen)
    end
  end
  return table.concat({
    route.siteId, route.epoch, vars.visitor_scheme, vars.host .. vars.visitor_host_port, seen,
  }, " "), seen
end

return request
