-- Has pages made: the edge asks itself, over a socket that nobody else can reach, as nobody in particular would. So a
-- page holds nothing of a visitor, a visitor gets no cookie that was meant for nobody, and one who reads slowly holds
-- nobody up.
local concurrency = require "aipress.concurrency"
local settings = require "aipress.settings"
local store = require "aipress.cache.store"

local CONNECT_MS_MAX = 1000
-- A little more than PHP gets.
local ANSWER_MS_MAX = 315000
local PIECE_BYTES = 65536
-- Of one site at the same time, twice what its PHP works on; and of one worker.
local PER_SITE_MAX = 8
local PER_WORKER_MAX = 128

local HEADERS = table.concat({
  "User-Agent: Mozilla/5.0 (compatible; AIPress)",
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "", "",
}, "\r\n")

local maker = {}

local under_way = concurrency.limit(PER_SITE_MAX, PER_WORKER_MAX)

function maker.is_ours(vars)
  return vars.realip_remote_addr == "unix:"
end

-- True where it was answered to the end.
local function ask(lines)
  local connection = ngx.socket.tcp()
  connection:settimeouts(CONNECT_MS_MAX, CONNECT_MS_MAX, ANSWER_MS_MAX)
  if not connection:connect("unix:" .. settings.maker_socket) then
    return false
  end
  connection:send(lines)
  local piece, problem
  repeat
    piece, problem = connection:receiveany(PIECE_BYTES)
  until not piece
  connection:close()
  return problem == "closed"
end

local function lines_for(address)
  local vars = ngx.var
  return table.concat({
    "GET " .. address .. " HTTP/1.0",
    "Host: " .. vars.host .. vars.visitor_host_port,
    "X-Forwarded-Proto: " .. vars.visitor_scheme,
    HEADERS,
  }, "\r\n")
end

local function make(premature, key, lock, site_id, lines)
  if not premature and not ask(lines) then
    store.note_failure(key)
  end
  under_way.give_back(site_id)
  store.unlock(lock)
end

-- Answers whether this call has begun it; not where somebody else has, or too many pages are being made.
function maker.begin(key, place, site_id, address)
  if not under_way.take(site_id) then
    return false
  end
  local lock = store.lock(key, place)
  if not lock then
    under_way.give_back(site_id)
    return false
  end
  if ngx.timer.at(0, make, key, lock, site_id, lines_for(address or key:match("%S+$"))) then
    return true
  end
  make(true, key, lock, site_id)
  return false
end

return maker
