-- Each place's pages are of a generation, and emptying is counting it up: all pages of before are then nobody's,
-- those included that PHP is still making. A place whose number was pushed out of memory begins anew with the time,
-- which is above all that were counted before.
local generations = {}
local numbers = ngx.shared.aipress_generations

local function first()
  return math.floor(ngx.now() * 1000)
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
  return numbers:incr(place, 1, first())
end

return generations
