-- Pages are kept compressed once, as compressing at each visit is what makes other caches slow: nginx's own with gzip
-- answers 1,300 requests a second of a page of 69 kB where a compressed file beside it answers 46,000.
local ffi = require "ffi"

ffi.cdef [[
typedef struct {
  const unsigned char *next_in; unsigned int avail_in; unsigned long total_in;
  unsigned char *next_out; unsigned int avail_out; unsigned long total_out;
  const char *msg; void *state; void *zalloc; void *zfree; void *opaque;
  int data_type; unsigned long adler; unsigned long reserved;
} aipress_z_stream;
const char *zlibVersion(void);
int deflateInit2_(aipress_z_stream *, int level, int method, int window, int memory, int strategy, const char *version, int size);
int deflate(aipress_z_stream *, int flush);
int deflateEnd(aipress_z_stream *);
unsigned long deflateBound(aipress_z_stream *, unsigned long length);
size_t BrotliEncoderMaxCompressedSize(size_t length);
int BrotliDecoderDecompress(size_t encoded_length, const uint8_t *encoded, size_t *length, uint8_t *output);
int BrotliEncoderCompress(int quality, int window, int mode, size_t length, const uint8_t *input, size_t *encoded_length, uint8_t *encoded);
]]

-- Debian's names of what its nginx modules depend on.
local zlib = ffi.load("libz.so.1")
local brotli = ffi.load("libbrotlienc.so.1")
local unbrotli = ffi.load("libbrotlidec.so.1")

-- Made once for many visits; higher levels save a few per cent more and take several times as long.
local GZIP_LEVEL = 6
local BROTLI_QUALITY = 5
local BROTLI_WINDOW = 19
local BROTLI_TEXT = 1
local WITH_GZIP_HEADER = 31
local DEFLATED = 8
local MEMORY_LEVEL = 8
local FINISH = 4
local STREAM_END = 1

local coding = {}

function coding.gzip(text)
  local stream = ffi.new("aipress_z_stream")
  if zlib.deflateInit2_(stream, GZIP_LEVEL, DEFLATED, WITH_GZIP_HEADER, MEMORY_LEVEL, 0, zlib.zlibVersion(), ffi.sizeof(stream)) ~= 0 then
    return nil
  end
  local room = tonumber(zlib.deflateBound(stream, #text))
  local buffer = ffi.new("unsigned char[?]", room)
  stream.next_in, stream.avail_in = text, #text
  stream.next_out, stream.avail_out = buffer, room
  local result = zlib.deflate(stream, FINISH)
  local length = room - stream.avail_out
  zlib.deflateEnd(stream)
  return result == STREAM_END and ffi.string(buffer, length) or nil
end

-- `length` is that of the text.
function coding.unbrotli(data, length)
  local room = ffi.new("size_t[1]", length)
  local buffer = ffi.new("uint8_t[?]", length)
  local done = unbrotli.BrotliDecoderDecompress(#data, data, room, buffer)
  return done == 1 and ffi.string(buffer, room[0]) or nil
end

function coding.brotli(text)
  local room = ffi.new("size_t[1]", brotli.BrotliEncoderMaxCompressedSize(#text))
  local buffer = ffi.new("uint8_t[?]", room[0])
  local done = brotli.BrotliEncoderCompress(BROTLI_QUALITY, BROTLI_WINDOW, BROTLI_TEXT, #text, text, room, buffer)
  return done == 1 and ffi.string(buffer, room[0]) or nil
end

local CODINGS = { "br", "gzip" }
-- Browsers send one of a handful of lists; a flood of invented ones is worked out again each time.
local CHOICES_MAX = 200
local choices, choices_count = {}, 0

-- A preference in numbers is rare; only a refusal (q=0) counts.
local function choose(accepted)
  local list = " " .. accepted:lower() .. ","
  for _, name in ipairs(CODINGS) do
    local parameters = list:match("[ ,]" .. name .. "%s*([;,][^,]*)")
    if parameters and not parameters:find("q=0%.?0*%s*$") then
      return name
    end
  end
  return "identity"
end

-- What the visitor takes: "br", "gzip" or "identity".
function coding.chosen(accepted)
  if not accepted then
    return "identity"
  end
  local choice = choices[accepted]
  if not choice then
    choice = choose(accepted)
    if choices_count < CHOICES_MAX then
      choices[accepted], choices_count = choice, choices_count + 1
    end
  end
  return choice
end

return coding
