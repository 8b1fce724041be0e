return {
  routes = "{{routes}}",
  pages = "{{pages}}",
  maker_socket = "{{makerSocket}}",
  purge_secret = "{{purgeSecret}}",
  site_logs = "{{siteLogs}}",
  ready_mb_max = {{readyMbMax}},
  -- Of sites that have none of their own.
  php = { memoryMb = {{phpMemoryMb}}, uploadMb = {{phpUploadMb}}, seconds = {{phpSeconds}} },
  request_room_mb = {{requestRoomMb}},
  chunked_mb_max = {{chunkedMbMax}},
}
