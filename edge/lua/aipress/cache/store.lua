-- The pages themselves: compressed in memory that all workers share, and, for the busiest, in each worker's own as
-- they are sent. A page counts only while it is of its place's current generation.
local cjson = require "cjson.safe"
local coding = require "aipress.cache.coding"
local generations = require "aipress.cache.generations"
local settings = require "aipress.settings"

-- Named for what is in them: they outlive a reload, and an nginx of before that still ends what it has.
-- Pages with arguments, and answers that are none, are kept apart: anybody can invent as many as they like.
local pages = ngx.shared.aipress_brotli_pages
local others = ngx.shared.aipress_other_brotli_pages
local notes = ngx.shared.aipress_page_notes
local asked = ngx.shared.aipress_asked

-- A site that makes ever new or huge pages may not push its neighbours' out: compressed, in ten minutes, each kind.
local KEPT_BYTES_MAX = 16 * 1024 * 1024
local KEPT_SECONDS = 600
-- Of what a worker keeps ready to send; half of it is let go at once when it is full.
local READY_BYTES_MAX = settings.ready_mb_max * 1024 * 1024
-- Past its time a page is sent while it is made anew, for this long; later it is, where PHP fails, for a day.
local REFRESH_SECONDS = 600
local FORMER_SECONDS = 86400
-- Nobody waits again meanwhile for a page that turned out to be for one visitor alone, or could not be kept.
local PRIVATE_SECONDS = 600
-- What was asked for with the same arguments so long ago is asked for a first time again.
local ASKED_SECONDS = 3600
-- Nor is a failed PHP asked again for as long.
local FAILED_SECONDS = 5
local LOCK_SECONDS = 140

local store = {}

local young, old, young_bytes = {}, {}, 0

local function weigh(bytes)
  young_bytes = young_bytes + bytes
  if young_bytes > READY_BYTES_MAX / 2 then
    old, young, young_bytes = young, {}, 0
  end
end

local function remember(key, page)
  young[key] = page
  weigh(page.bytes)
  return page
end

local function parse(text)
  local head, body = (text or ""):match("^([^\n]*)\n(.*)$")
  local page = head and cjson.decode(head)
  if page then
    page.bodies = { br = body }
    page.bytes = #body
    -- Lists, as the compiler of Lua does not take in a walk over a table's names.
    page.names, page.values = {}, {}
    for name, value in pairs(page.headers) do
      page.names[#page.names + 1] = name
      page.values[#page.values + 1] = value
    end
  end
  return page
end

-- Of the current generation, however old; nil where there is none.
local function read(key, place)
  for _, memory in ipairs({ pages, others }) do
    local page = parse(memory:get(key))
    if page and generations.holds(place, page, key) then
      return page
    end
  end
end

-- What another worker has made since is taken over; what is the same stays, with all that was worked out of it.
local function current(key, place)
  local page = young[key] or old[key]
  if page and not generations.holds(place, page, key) then
    page = nil
  end
  if not page or page.fresh_until <= ngx.time() then
    local shared = read(key, place)
    if not shared then
      return nil
    end
    if not page or shared.made_at ~= page.made_at then
      page = shared
    end
  end
  if young[key] ~= page then
    remember(key, page)
  end
  return page
end

-- What this worker has ready to send, unlooked at.
function store.ready(key)
  return young[key] or old[key] and remember(key, old[key])
end

-- The page, within its time or a little past it.
function store.find(key, place)
  local page = current(key, place)
  return page and page.fresh_until + REFRESH_SECONDS > ngx.time() and page or nil
end

-- The page of before, for when there is no other.
function store.former(key, place)
  return current(key, place)
end

-- Its body in the coding that was chosen; worked out once in each worker. Nil where there is no memory for that.
function store.body(page, name)
  local bodies = page.bodies
  if bodies[name] then
    return bodies[name], name
  end
  local identity = bodies.identity or coding.unbrotli(bodies.br, page.length)
  local body = identity
  if name == "gzip" then
    body = identity and coding.gzip(identity)
  end
  if not body then
    return nil
  end
  bodies[name] = body
  page.bytes = page.bytes + #body
  weigh(#body)
  return body, name
end

-- Answers whether there is room for it. One of before a purge is kept and never found.
function store.keep(key, page, text)
  local body = coding.brotli(text)
  local is_page = page.status == 200 and not key:find("?", 1, true)
  local memory = is_page and pages or others
  local kind = is_page and "kept " or "kept others "
  local bytes = body and notes:incr(kind .. page.site_id, #body, 0, KEPT_SECONDS)
  if not bytes or bytes > KEPT_BYTES_MAX then
    return false
  end
  page.length = #text
  local head = cjson.encode(page)
  local other = is_page and others or pages
  other:delete(key)
  return memory:set(key, head .. "\n" .. body, page.fresh_until + FORMER_SECONDS - ngx.time()) == true
end

-- True for one of all who ask, the first. Remembered by a hash, as anybody can invent addresses.
function store.is_first_to_ask(key)
  return asked:add(ngx.md5_bin(key), true, ASKED_SECONDS) == true
end

function store.note_private(key, page, reason)
  notes:set("private " .. key, page.generation .. " " .. reason, PRIVATE_SECONDS)
end

-- It was kept once, perhaps, and may not be any more.
function store.forget(key, page, reason)
  pages:delete(key)
  others:delete(key)
  store.note_private(key, page, reason)
end

-- Why the last answer for the key was kept for nobody, of the current generation.
function store.private_reason(key, place)
  local generation, text = (notes:get("private " .. key) or ""):match("^(%S+) (.*)$")
  return generation == tostring(generations.of(place)) and text or nil
end

function store.note_failure(key)
  notes:set("failed " .. key, true, FAILED_SECONDS)
end

function store.has_failed(key)
  return notes:get("failed " .. key) ~= nil
end

-- One at a time makes a page of a generation. Nobody waits for one of before a purge.
local function lock_of(key, place)
  return "lock " .. generations.of(place) .. " " .. key
end

-- The lock, for `unlock`; it ends by itself if nobody does. Nil where somebody else has it, or PHP has just failed.
function store.lock(key, place)
  local lock = lock_of(key, place)
  return not store.has_failed(key) and notes:add(lock, true, LOCK_SECONDS) and lock or nil
end

function store.is_locked(key, place)
  return notes:get(lock_of(key, place)) ~= nil
end

function store.unlock(lock)
  notes:delete(lock)
end

return store
