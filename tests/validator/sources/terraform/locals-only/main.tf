locals {
  liqo_yaml_values = {
    liqo = {
      networking = { enabled = "false" }
      ipam       = merge({ podCIDRs = var.pod_cidrs }, var.more)
    }
  }
  liqo_values_more = <<-EOT
    networking:
      reflectips: false
  EOT
  liqo_values_schema = { some = "thing" }
}
