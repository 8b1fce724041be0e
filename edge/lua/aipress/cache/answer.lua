-- Which of PHP's answers may be kept for others, and for how long. A site says so with the headers of RFC 9111;
-- where it says nothing, a page is kept for an hour, as the platform's plan has it.
local answer = {}

local PAGE_SECONDS = 3600
local SEARCH_SECONDS = 600
local MISSING_SECONDS = 60
local SECONDS_MAX = 31536000
local BODY_BYTES_MAX = 2 * 1024 * 1024
local HEAD_BYTES_MAX = 16 * 1024
local TAGS_MAX = 100
local TAG_LENGTH_MAX = 100

local SECONDS_BY_STATUS = { [200] = PAGE_SECONDS, [301] = PAGE_SECONDS, [308] = PAGE_SECONDS, [404] = MISSING_SECONDS, [410] = MISSING_SECONDS }
local TYPES = {
  ["text/html"] = true, ["application/xhtml+xml"] = true, ["application/rss+xml"] = true, ["application/atom+xml"] = true,
  ["application/rdf+xml"] = true, ["text/xml"] = true, ["application/xml"] = true, ["text/plain"] = true, ["text/xsl"] = true,
}
-- Said anew for each visitor, or by nginx itself.
local NOT_KEPT = {
  ["set-cookie"] = true, ["date"] = true, ["connection"] = true, ["keep-alive"] = true, ["transfer-encoding"] = true,
  ["content-length"] = true, ["content-encoding"] = true, ["server"] = true, ["age"] = true, ["x-powered-by"] = true,
  ["x-aipress-cache"] = true, ["x-request-id"] = true, ["status"] = true, ["vary"] = true, ["x-accel-redirect"] = true,
  ["surrogate-key"] = true, ["cache-tag"] = true,
}

local function text_of(value)
  return type(value) == "table" and table.concat(value, ", ") or value
end

local function directive_seconds(control, name)
  return tonumber((" " .. control):match("[ ,]" .. name .. '="?(%d+)'))
end

-- What the site itself says: seconds, or false where it is not to be kept; nil where it says nothing.
local function said_seconds(control)
  if not control then
    return nil
  end
  control = control:lower()
  for _, word in ipairs({ "private", "no-store", "no-cache" }) do
    if control:find(word, 1, true) then
      return false
    end
  end
  return directive_seconds(control, "s%-maxage") or directive_seconds(control, "max%-age")
end

local function varies(vary)
  for name in (vary or ""):lower():gmatch("[^%s,]+") do
    if name ~= "accept-encoding" then
      return name
    end
  end
end

-- Seconds to keep it for; or nil and why not.
function answer.seconds(status, headers, arguments)
  local usual = SECONDS_BY_STATUS[status]
  if not usual then
    return nil, "status " .. status
  end
  if headers["x-aipress-keep"] == "no" then
    return nil, "the site says so"
  end
  if headers["set-cookie"] then
    return nil, "sets a cookie"
  end
  local type_name = (text_of(headers["content-type"]) or ""):lower():match("^[^;%s]*")
  if status == 200 and not TYPES[type_name] then
    return nil, "not a page"
  end
  local other = varies(text_of(headers["vary"]))
  if other then
    return nil, "varies by " .. other
  end
  if headers["content-encoding"] then
    return nil, "compressed by the site"
  end
  local said = said_seconds(text_of(headers["cache-control"]))
  -- WordPress says "no-cache" of every missing page; whoever tries out addresses would keep it busy with them.
  if status == 404 then
    said = nil
  elseif said == false or said == 0 then
    return nil, "the site says so"
  end
  if tonumber(text_of(headers["content-length"]) or 0) > BODY_BYTES_MAX then
    return nil, "long page"
  end
  local is_search = (arguments or ""):find("s=", 1, true) == 1 or (arguments or ""):find("&s=", 1, true)
  return math.min(said or (is_search and SEARCH_SECONDS or usual), SECONDS_MAX)
end

-- The headers that go with the page; nil where they are more than a page should need.
function answer.headers_to_keep(headers)
  local kept, bytes = {}, 0
  for name, value in pairs(headers) do
    if not NOT_KEPT[name] then
      kept[name] = value
      bytes = bytes + #name + #text_of(value)
    end
  end
  return bytes <= HEAD_BYTES_MAX and kept or nil
end

-- What a page is about, in the headers of the field (Fastly's and Pantheon's, Cloudflare's), to be forgotten by.
function answer.tags(headers)
  local tags, count = {}, 0
  for _, name in ipairs({ "surrogate-key", "cache-tag" }) do
    for tag in (text_of(headers[name]) or ""):gmatch("[^%s,]+") do
      count = count + 1
      if count <= TAGS_MAX and #tag <= TAG_LENGTH_MAX then
        tags[#tags + 1] = tag
      end
    end
  end
  return tags
end

answer.BODY_BYTES_MAX = BODY_BYTES_MAX

-- PHP that ends in the middle says nothing of it: a page of HTML is whole if it says so itself.
function answer.is_whole(page, text)
  if page.status ~= 200 or not (text_of(page.headers["content-type"]) or ""):find("text/html", 1, true) then
    return true
  end
  return text:lower():find("</html>", -4096, true) ~= nil
end

return answer
