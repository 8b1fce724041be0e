-- A worker whose master was killed would hold the port and answer on, deaf to every later change.
local ffi = require "ffi"
local process = require "ngx.process"

ffi.cdef [[
  int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d);
  int getppid(void);
  int kill(int pid, int signal);
]]

local PR_SET_PDEATHSIG = 1
-- Lets go of the port at once and finishes the requests it has.
local SIGQUIT = 3

local worker = {}

function worker.end_with_master()
  ffi.C.prctl(PR_SET_PDEATHSIG, SIGQUIT, 0, 0, 0)
  -- The master may have died before the kernel was asked.
  if ffi.C.getppid() ~= process.get_master_pid() then
    ffi.C.kill(ngx.worker.pid(), SIGQUIT)
  end
end

return worker
