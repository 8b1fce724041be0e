-- Pages for visitors whom their site does not know. What must never happen: that one visitor gets what was made for
-- another, that a page comes back after it was emptied, or that a site's trouble keeps a page from being asked for.
--
-- A page is never made of a visitor's own request: the edge asks itself for it, as nobody in particular (maker.lua).
-- A request meets this in three places: at its routing (`find`), where a page that is there is sent (`send`); before
-- PHP (`begin`), where it waits for the page or, where there can be none, goes to PHP as it is; and, if it is the
-- edge's own, at PHP's answer (`heed`, `gather`).
local answer = require "aipress.cache.answer"
local coding = require "aipress.cache.coding"
local concurrency = require "aipress.concurrency"
local generations = require "aipress.cache.generations"
local maker = require "aipress.cache.maker"
local recent = require "aipress.cache.recent"
local request = require "aipress.cache.request"
local routes = require "aipress.routes"
local store = require "aipress.cache.store"

-- A little less than a page is let alone to be made. To ask PHP a second time sooner would make what is slow slower,
-- and do twice what a page does besides.
local WAIT_SECONDS_MAX = 130
local POLL_SECONDS = 0.01
-- Each who waits holds a connection: of one site, and of all.
local WAITING_PER_SITE_MAX = 128
local WAITING_MAX = 1024
local FOR_BROWSERS = "public, max-age=0, must-revalidate"

local cache = {}

local waiting = concurrency.limit(WAITING_PER_SITE_MAX, WAITING_MAX)

local function place_of(route)
  return route.place.shardId .. "/" .. route.place.slot
end

local function tell(state, why)
  ngx.header["X-AIPress-Cache"] = why and (state .. " (" .. why .. ")") or state
end

-- WordPress takes a campaign's arguments along where it redirects to; a page that was made without them does not.
local function loses_campaign(page, vars, seen)
  return page.status >= 300 and page.status < 400 and seen ~= vars.request_uri
end

-- The page that was found for the request that is being routed, and how it is asked for; nginx goes from there to `send`
-- without serving anybody else between. What is remembered of a request (`ngx.ctx`) would cost more than all of this.
local kept_page, kept_found

-- At the routing of a request: the id of the site whose page is there, where the same was asked for a moment ago.
function cache.find_again(address, visitor)
  local page, found = recent.find(address, visitor)
  if not page then
    return nil
  end
  kept_page, kept_found = page, found
  return found.site_id
end

-- The same for a first time: whether a page is there. `visit.notices` is of before the route was read. Nothing in here
-- waits.
function cache.find(route, visit)
  local vars = ngx.var
  if request.is_file(vars.uri) or maker.is_ours(vars) then
    return false
  end
  local key, seen = request.key_of(vars, route)
  if not key then
    return false
  end
  local place = place_of(route)
  local generation = generations.of(place)
  local page = store.find(key, place)
  if not page or loses_campaign(page, vars, seen) then
    return false
  end
  local found = {
    key = key, route = route, site_id = route.siteId, hostname = visit.host, notices = visit.notices, generation = generation,
    coding = coding.chosen(vars.http_accept_encoding), is_head = vars.request_method == "HEAD",
  }
  kept_page, kept_found = page, found
  -- Each visitor's cookies are others.
  if not vars.http_cookie then
    recent.note(visit.address, visit.visitor, found)
  end
  return true
end

local function send(page, found, state, why)
  local header = ngx.header
  local body, name = store.body(page, found.coding)
  if not body then
    return ngx.exit(ngx.HTTP_SERVICE_UNAVAILABLE)
  end
  if page.status ~= ngx.HTTP_OK then
    ngx.status = page.status
  end
  local names, values = page.names, page.values
  for index = 1, #names do
    header[names[index]] = values[index]
  end
  if name ~= "identity" then
    header["Content-Encoding"] = name
  end
  header["Content-Length"] = #body
  header["Age"] = math.max(0, ngx.time() - page.made_at)
  tell(state, why)
  if not found.is_head then
    ngx.print(body)
  end
end

-- What `find` has found.
function cache.send()
  -- Whoever gets here by another way than the router's has been found no page.
  if ngx.var.page ~= "kept" then
    return ngx.exit(ngx.HTTP_NOT_FOUND)
  end
  local page, found = kept_page, kept_found
  kept_page, kept_found = nil, nil
  local key = found.key
  if page.fresh_until > ngx.time() then
    return send(page, found, "HIT")
  end
  if store.has_failed(key) then
    return send(page, found, "STALE", "WordPress fails")
  end
  maker.begin(key, page.place, page.site_id)
  send(page, found, "STALE", "being made anew")
end

local function passed(why, state)
  ngx.ctx.cache = { state = state or "BYPASS", why = why }
end

-- Until nobody makes the page any more. False where it takes too long, or too many wait already.
local function wait(key, place, site_id)
  if not waiting.take(site_id) then
    return false
  end
  local until_time = ngx.now() + WAIT_SECONDS_MAX
  while store.is_locked(key, place) and ngx.now() < until_time do
    ngx.sleep(POLL_SECONDS)
  end
  waiting.give_back(site_id)
  return not store.is_locked(key, place)
end

local function make(route, key)
  local place = place_of(route)
  ngx.ctx.cache = {
    state = "MISS", key = key,
    page = { place = place, site_id = route.siteId, generation = generations.of(place) },
  }
end

-- To one who waited for it, among PHP's answers.
local function send_made(page, asked, state, why)
  -- The edge's own pages cover what nginx says of errors; this one is left alone.
  ngx.ctx.is_page = true
  -- Of what is not compressed nginx says so itself there.
  if asked.coding ~= "identity" then
    ngx.header["Vary"] = "Accept-Encoding"
  end
  send(page, asked, state, why)
  return ngx.exit(ngx.HTTP_OK)
end

-- Before PHP.
function cache.begin()
  local vars = ngx.var
  local route = routes.find(vars.host)
  if not route or route.kind ~= "site" then
    return
  end
  local key, seen = request.key_of(vars, route)
  if maker.is_ours(vars) then
    return key and make(route, key)
  end
  if not key then
    return passed(seen)
  end
  local place = place_of(route)
  local why = store.private_reason(key, place)
  if why then
    return passed(why)
  end
  -- A link that works once (to confirm, to unsubscribe) must not be used up by the edge. It has arguments, as a rule.
  if seen:find("?", 1, true) and not store.former(key, place) and store.is_first_to_ask(key) then
    return passed("asked for the first time")
  end
  local is_first = maker.begin(key, place, route.siteId, seen)
  if not wait(key, place, route.siteId) then
    return passed("it takes long to make")
  end
  local page = store.find(key, place)
  local asked = { coding = coding.chosen(vars.http_accept_encoding), is_head = vars.request_method == "HEAD" }
  if page and loses_campaign(page, vars, seen) then
    return passed("takes the campaign along")
  end
  if page then
    return send_made(page, asked, is_first and "MISS" or "HIT")
  end
  local former = store.has_failed(key) and store.former(key, place)
  if former then
    return send_made(former, asked, "STALE", "WordPress fails")
  end
  local reason = store.private_reason(key, place)
  passed(reason, reason and "BYPASS" or "MISS")
end

-- The page is being made where its site is by now.
function cache.follow()
  if maker.is_ours(ngx.var) then
    cache.begin()
  end
end

-- PHP begins to answer the edge itself.
function cache.heed()
  local asked = ngx.ctx.cache
  if not asked then
    return
  end
  tell(asked.state, asked.why or ngx.status >= 500 and "WordPress fails")
  local page = asked.page
  if not page then
    for _, name in ipairs({ "X-AIPress-Keep", "Surrogate-Key", "Cache-Tag" }) do
      ngx.header[name] = nil
    end
    return
  end
  if ngx.status >= 500 then
    -- A failure says nothing about the page.
    return store.note_failure(asked.key)
  end
  local headers = ngx.resp.get_headers(0)
  local seconds, why = answer.seconds(ngx.status, headers, asked.key:match("%?(.*)$"))
  local kept = seconds and answer.headers_to_keep(headers)
  if not kept then
    return store.forget(asked.key, page, why or "many headers")
  end
  local now = ngx.time()
  page.tags = answer.tags(headers)
  page.status, page.headers, page.made_at, page.fresh_until = ngx.status, kept, now, now + seconds
  if not kept["etag"] and ngx.status == 200 then
    kept["etag"] = 'W/"' .. ngx.var.request_id:sub(1, 16) .. '"'
  end
  kept["cache-control"] = kept["cache-control"] or FOR_BROWSERS
  asked.parts, asked.bytes = {}, 0
end

-- Each piece of it.
function cache.gather()
  local asked = ngx.ctx.cache
  local parts = asked and asked.parts
  if not parts then
    return
  end
  local piece = ngx.arg[1]
  asked.bytes = asked.bytes + #piece
  if asked.bytes > answer.BODY_BYTES_MAX then
    asked.parts = nil
    return store.forget(asked.key, asked.page, "long page")
  end
  parts[#parts + 1] = piece
  if ngx.arg[2] then
    asked.parts = nil
    local text = table.concat(parts)
    if not answer.is_whole(asked.page, text) then
      return store.forget(asked.key, asked.page, "half a page")
    end
    if not store.keep(asked.key, asked.page, text) then
      store.note_private(asked.key, asked.page, "no room to keep it")
    end
  end
end

return cache
