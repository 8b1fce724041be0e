return {
  routes = "{{routes}}",
  pages = "{{pages}}",
  refresh_socket = "{{refreshSocket}}",
  purge_secret = "{{purgeSecret}}",
  site_logs = "{{siteLogs}}",
}
