resource "helm_release" "liqo" {
  name       = "liqo"
  repository = "oci://ghcr.io/site/charts"
  chart      = "liqo"
  version    = "1.2.0"

  set = [
    { name = "networking.enabled", value = "false" },
    { name = "tpyo", value = 1 },
    { name = "networking.reflectIPs", value = "false", type = "auto" },
    { name = "networking.enabled", value = "{enabled: true}", type = "literal" },
  ]
  set_list = [{ name = "ipam.pools", value = ["10.0.0.0/8"] }]
  set_wo   = [{ name = "ipam.serviceCIDR", value = "10.96.0.0/12" }]
}
