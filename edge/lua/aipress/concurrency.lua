-- How much may be under way at the same time: of one site, so that it leaves room for its neighbours, and in all.
-- Counted in this worker alone, so that one that crashes takes its numbers with it.
local concurrency = {}

-- `take` answers how many of the site are under way with this one, or nil where there is no room.
-- What was taken has to be given back, whatever happens.
function concurrency.limit(per_site_max, in_all_max)
  local by_site, in_all = {}, 0
  local limit = {}

  function limit.take(site_id)
    local before = by_site[site_id] or 0
    if in_all >= in_all_max or before >= per_site_max then
      return nil
    end
    by_site[site_id], in_all = before + 1, in_all + 1
    return before + 1
  end

  function limit.give_back(site_id)
    local now = by_site[site_id] - 1
    by_site[site_id] = now > 0 and now or nil
    in_all = in_all - 1
  end

  return limit
end

return concurrency
