-- What happens between a request and PHP while its site moves: it waits, and then goes where the site is.
local concurrency = require "aipress.concurrency"
local pages = require "aipress.pages"
local routes = require "aipress.routes"

local POLL_SECONDS = 0.02
local WAIT_SECONDS_MAX = 30
-- Each holds a connection and perhaps a body on the disk: one site may have this many in each worker, and all
-- sites together an eighth of the worker's connections. Who comes on top is told at once to try again.
local WAITING_PER_SITE_MAX = 128
local WAITING_MAX = 1024
-- A pool takes 64 at its door and refuses more, so those who waited go in groups, at about the pool's pace.
local GROUP = 32
local GROUP_SECONDS = 0.5
-- Of requests that PHP answered with "moved". A site may say so by itself, which gets it no further than this.
local TRIES_MAX = 3
-- PHP says so a moment before the route does, where a notice to the edge was lost.
local RETRY_SECONDS = 0.2

local hold = {}

local waiting = concurrency.limit(WAITING_PER_SITE_MAX, WAITING_MAX)

local function wait_until_released(host, route)
  local until_time = ngx.now() + WAIT_SECONDS_MAX
  while route and route.onHold do
    if ngx.now() > until_time then
      return nil, "The site was on the move for more than " .. WAIT_SECONDS_MAX .. " seconds."
    end
    ngx.sleep(POLL_SECONDS)
    route = routes.find(host)
  end
  return route
end

local function wait(host, route)
  local site_id = route.siteId or ""
  local place = waiting.take(site_id)
  if not place then
    return nil, "Too many requests are waiting for the site to come to its new place."
  end
  -- Nothing in here may end the request, or it would be counted for ever.
  local found, problem = wait_until_released(host, route)
  local group = math.floor((place - 1) / GROUP)
  if found and group > 0 then
    ngx.sleep(group * GROUP_SECONDS)
    found = routes.find(host)
  end
  waiting.give_back(site_id)
  return found, problem
end

local function go_where_it_is(route)
  local vars = ngx.var
  local problem
  if route and route.onHold then
    route, problem = wait(vars.host, route)
  end
  if problem then
    ngx.ctx.problem = problem
    return pages.answer("moving")
  end
  if not route or route.kind ~= "site" or route.onHold then
    -- Routed afresh, to the page that the host has now.
    return ngx.exec("/.aipress-page")
  end
  vars.site_live = route.live
  vars.site_socket = route.socket
end

-- Before PHP. A body that takes its time has come in before the route is looked at.
function hold.pass()
  ngx.req.read_body()
  go_where_it_is(routes.find(ngx.var.host))
end

-- PHP has answered "moved": the same request goes to where its site is now.
function hold.follow()
  local vars = ngx.var
  local tries = tonumber(vars.moved_tries) + 1
  vars.moved_tries = tries
  if tries > TRIES_MAX then
    ngx.ctx.problem = "PHP goes on answering that the site has moved."
    return pages.answer("moving")
  end
  local former = vars.site_socket
  routes.forget(vars.host)
  local route = routes.find(vars.host)
  if route and not route.onHold and route.socket == former then
    ngx.sleep(RETRY_SECONDS)
    routes.forget(vars.host)
    route = routes.find(vars.host)
  end
  go_where_it_is(route)
end

return hold
