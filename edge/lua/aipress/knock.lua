-- PHP-FPM can overlook a visitor. A pool without requests ends its last process after a while, and whoever comes in
-- that very moment is left to the process that is ending: the master takes it for idle and starts none. The visitor
-- then waits until somebody else comes to the same pool. So somebody does: a connection that asks for nothing.
-- A page that merely takes long gets a second process of its pool for it, which ends by itself.
local LOOK_SECONDS = 1
-- Longer than nearly all pages take, and short enough for people to wait.
local PATIENCE_SECONDS = 2
local AGAIN_SECONDS = 10
local CONNECT_MS_MAX = 200
-- Of one look; a machine on which more are late is short of other things.
local KNOCKS_MAX = 20

local knock = {}

-- Of this worker alone: by request, the socket that it waits at and when to knock there.
local waiting = {}

-- A request is about to be given to PHP.
function knock.begin()
  local vars = ngx.var
  waiting[vars.request_id] = { socket = vars.site_socket, at = ngx.now() + PATIENCE_SECONDS }
end

-- PHP has begun to answer, or the request is over.
function knock.done()
  waiting[ngx.var.request_id] = nil
end

local function late_sockets()
  local now = ngx.now()
  local sockets, count = {}, 0
  for _, request in pairs(waiting) do
    if request.at <= now and count < KNOCKS_MAX then
      request.at = now + AGAIN_SECONDS
      if not sockets[request.socket] then
        sockets[request.socket] = true
        count = count + 1
      end
    end
  end
  return sockets
end

local function look(premature)
  if premature then
    return
  end
  for path in pairs(late_sockets()) do
    local connection = ngx.socket.tcp()
    connection:settimeout(CONNECT_MS_MAX)
    -- One that cannot be made is its visitor's own trouble and shows there.
    connection:connect("unix:" .. path)
    connection:close()
  end
end

function knock.watch()
  ngx.timer.every(LOOK_SECONDS, look)
end

return knock
