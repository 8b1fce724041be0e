return {
  routes = "{{routes}}",
  pages = "{{pages}}",
  maker_socket = "{{makerSocket}}",
  purge_secret = "{{purgeSecret}}",
  site_logs = "{{siteLogs}}",
}
