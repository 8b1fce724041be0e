-- Each place's pages are of a generation, and emptying is counting it up: all pages of before are then nobody's,
-- those included that PHP is still making. A place whose number was pushed out of memory begins anew with the time,
-- which is above all that were counted before.
--
-- The number counts in hundreds. Its last two digits count what was emptied besides, a path or a tag alone, each of
-- which is noted with its number: a page of an older one that has that path or tag is nobody's as well. After a
-- hundred of them the number has come to the next generation, and all pages are made anew. It begins with hundredths
-- of seconds, so that it stays within the fourteen digits that Lua and JSON write of a number.
local generations = {}
local numbers = ngx.shared.aipress_generations
local purged = ngx.shared.aipress_purged

local PART_COUNT = 100
-- Pages that are older do not outlive the emptying of a part, as nobody knows any more what of it was theirs.
local NOTED_SECONDS = 86400
local CLOCKS_DIFFER_SECONDS = 60

local function first()
  return math.floor(ngx.now() * 100) * PART_COUNT
end

function generations.of(place)
  local number = numbers:get(place)
  if number then
    return number
  end
  numbers:add(place, first())
  return numbers:get(place)
end

-- Answers the new one.
function generations.next(place)
  return numbers:incr(place, PART_COUNT, first())
end

-- A page is kept once with a slash at the end of its path and once without, and both are meant.
function generations.path_part(path)
  return "path " .. path:gsub("/$", "")
end

-- Of a part, "path /about" or "tag post-1". Where there is no room to note it, all pages are emptied.
function generations.next_of(place, part)
  local number = numbers:incr(place, 1, first())
  if number and purged:safe_set(place .. " " .. part, number, NOTED_SECONDS) then
    return number
  end
  return generations.next(place)
end

local function is_purged(place, part, since)
  return (purged:get(place .. " " .. part) or 0) > since
end

-- Its address without arguments, decoded; a plus sign is itself in a path.
local function path_of(key)
  return ngx.unescape_uri((key:match(" ([^ ?]*)[^ ]*$"):gsub("+", "%%2B")))
end

-- Whether a page that is kept under the key is still of its place's generation.
function generations.holds(place, page, key)
  local number, own = generations.of(place), page.generation
  if own == number then
    return true
  end
  local is_former = math.floor(own / PART_COUNT) ~= math.floor(number / PART_COUNT)
  if is_former or page.made_at < ngx.time() - NOTED_SECONDS + CLOCKS_DIFFER_SECONDS or is_purged(place, generations.path_part(path_of(key)), own) then
    return false
  end
  for _, tag in ipairs(page.tags or {}) do
    if is_purged(place, "tag " .. tag, own) then
      return false
    end
  end
  return true
end

return generations
