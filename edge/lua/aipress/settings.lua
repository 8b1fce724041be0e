return {
  routes = "{{routes}}",
  pages = "{{pages}}",
  site_logs = "{{siteLogs}}",
}
