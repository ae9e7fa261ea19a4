locals {
  repository = "https://helm.liqo.io/"
  chart      = "liqo"
  release    = "v${local.number}"
  number     = "1.2.0"
  network    = false
  values     = <<-EOT
    tpyo: 1
  EOT
  more = {
    networking = { reflectips = true }
  }
}
