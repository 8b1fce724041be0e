-- The edge's own answers: pages for people, JSON for programs, and nothing of how the edge is made.
local cjson = require "cjson.safe"
local settings = require "aipress.settings"

local pages = {}

local function read(name)
  local file = assert(io.open(settings.pages .. "/" .. name, "r"))
  local text = file:read("*a")
  file:close()
  return text
end

-- Read once, before the workers start: a page must not need the disk when all else has failed.
local catalogue = assert(cjson.decode(read("pages.json")))
for id, page in pairs(catalogue) do
  page.html = read(id .. ".html")
end

local function escape(text)
  return (text:gsub("[&<>\"']", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }))
end

local function fill(html, name, value)
  return (html:gsub("<!%-%-" .. name .. "%-%->", function()
    return value
  end))
end

-- A page may name the largest upload that the site takes.
local function with_limit(text)
  return (text:gsub("%%upload%%", function()
    return ngx.var.upload_mb_max or ""
  end))
end

local function html_of(page)
  local method = ngx.req.get_method()
  -- Asking again by itself would turn a form that was sent into a page that is read.
  local refreshes = page.refreshSeconds and (method == "GET" or method == "HEAD")
  local refresh = refreshes and '<meta http-equiv="refresh" content="' .. page.refreshSeconds .. '">' or ""
  return fill(fill(with_limit(page.html), "refresh", refresh), "host", escape(ngx.var.host or ""))
end

-- Sites speak as WordPress' REST API does, the console as its own.
local function json_of(page, status, door)
  if door == "console" then
    return cjson.encode({
      error = { code = page.errorCode, message = page.title .. ".", hint = page.text, retryable = status == 503 },
    })
  end
  return cjson.encode({ code = page.code, message = page.title .. ". " .. with_limit(page.text), data = { status = status } })
end

local function wants_json(door)
  local vars = ngx.var
  local accept = (vars.http_accept or ""):lower()
  if accept:find("text/html", 1, true) then
    return false
  end
  if accept:find("application/json", 1, true) or accept:find("text/event-stream", 1, true) then
    return true
  end
  local path = vars.request_uri or ""
  if door == "console" then
    return not path:find("^/docs")
  end
  return path:find("^/wp%-json/") ~= nil or vars.arg_rest_route ~= nil
end

-- Sets status and headers, and answers the body.
local function begin(page, status, door)
  local json = wants_json(door)
  local body = json and json_of(page, status, door) or html_of(page)
  local header = ngx.header
  ngx.status = status
  header["Content-Type"] = json and "application/json" or "text/html; charset=utf-8"
  header["Content-Length"] = #body
  header["Cache-Control"] = "no-store"
  header["Vary"] = "Accept"
  header["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
  header["X-Robots-Tag"] = "noindex"
  if page.retryAfterSeconds then
    header["Retry-After"] = page.retryAfterSeconds
  end
  return body
end

local function send(page, status, door)
  ngx.print(begin(page, status, door))
end

local function move(to)
  ngx.status = 301
  ngx.header["Location"] = to
  ngx.header["Content-Type"] = "text/plain"
  -- Browsers would otherwise keep it for ever, and a hostname may be another site's tomorrow.
  ngx.header["Cache-Control"] = "max-age=60"
  ngx.say("This page has moved to " .. to)
end

-- To another path of the same host.
function pages.redirect(path)
  move(path .. ngx.var.is_args .. (ngx.var.args or ""))
end

-- The page that the router, or the configuration, has named.
function pages.show()
  local vars = ngx.var
  local id = vars.page
  if id == "redirect" then
    return move(vars.redirect_to .. vars.request_uri)
  end
  local page = catalogue[id] or catalogue.unavailable
  if id == "unavailable" then
    ngx.ctx.problem = "The route of this hostname could not be read."
  end
  send(page, page.status)
end

local PAGE_OF_STATUS = {
  [400] = "bad-request",
  [403] = "forbidden",
  [404] = "not-found",
  [405] = "not-allowed",
  [408] = "too-slow",
  [413] = "too-large",
  [414] = "address-too-long",
  [431] = "bad-request",
  [494] = "bad-request",
  [502] = "unavailable",
  [503] = "unavailable",
  [504] = "unavailable",
  [505] = "bad-request",
}

-- Visitors need not know which part was away; 494 is nginx' own number for headers that are too large.
local ANSWERED_WITH = { [494] = 400, [502] = 503, [504] = 503 }

local CONSOLE_PAGES = { unavailable = "control-plane-down", ["too-large"] = "too-large-for-console" }

local function problem_of(status)
  if status == 502 then
    local connected = ngx.var.upstream_connect_time
    if not connected or connected == "-" or connected == "" then
      return "PHP did not accept the connection: it is not running, or too busy."
    end
    return "PHP ended before it had answered: it crashed, was killed, or ran out of time or memory."
  end
  if status == 504 then
    return "PHP did not answer in time."
  end
  if status == 503 then
    return "The site's WordPress files could not be found."
  end
  return "nginx could not answer: status " .. status .. "."
end

-- Ends a request that has not been answered yet with this page.
function pages.answer(id)
  local page = catalogue[id]
  ngx.ctx.is_page = true
  send(page, page.status)
  return ngx.exit(ngx.HTTP_OK)
end

local function page_of_status(status, door)
  local id = PAGE_OF_STATUS[status] or (status >= 500 and "failed" or "refused")
  if door == "console" then
    id = CONSOLE_PAGES[id] or id
  end
  if status >= 500 then
    ngx.ctx.problem = problem_of(status)
  end
  return catalogue[id], ANSWERED_WITH[status] or status, door
end

-- The page for the status that nginx ended the request with.
function pages.show_status(door)
  send(page_of_status(ngx.status, door))
end

-- Of several tries, "421 : 502".
local function last_of(values)
  return values and values:match("[^,: ]+$")
end

-- Where PHP is asked, nginx intercepts the statuses that have an error page, PHP's own among them: so there
-- is one for "moved" alone, and what nginx itself ends a request with gets its page on the way out.
function pages.cover_header()
  local status, vars = ngx.status, ngx.var
  if status < 400 or ngx.ctx.is_page then
    return
  end
  local is_from_php = last_of(vars.upstream_status) == tostring(status) and last_of(vars.upstream_header_time) ~= "-"
  if not is_from_php then
    ngx.ctx.cover = begin(page_of_status(status))
  end
end

function pages.cover_body()
  local cover = ngx.ctx.cover
  if cover then
    ngx.arg[1], ngx.arg[2] = cover, true
    ngx.ctx.cover = ""
  end
end

return pages
