# Values that conditions and functions make: known if what they depend on is, and otherwise pointed out once.
variable "environment" {
  default = "production"
}

variable "more" {}

locals {
  kind = "edge"
}

resource "helm_release" "known" {
  name       = "liqo"
  repository = "https://helm.liqo.io"
  chart      = "liqo"
  version    = "v1.2.0"
  values = [yamlencode({
    networking = { enabled = local.kind == "edge" ? false : true, reflectIPs = local.kind != "edge" && true }
    ipam       = { podCIDR = coalesce(null, "10.244.0.0/16"), serviceCIDR = "10.96.0.0/12" }
    discovery  = { config = { clusterID = format("%s-%d", local.kind, 1), tpyo = lower("X") } }
  })]
}

resource "helm_release" "unknown" {
  name       = "liqo"
  repository = "https://helm.liqo.io"
  chart      = "liqo"
  version    = "v1.2.0"
  namespace  = "unknown"
  values = concat(
    [yamlencode(merge({ ipam = { podCIDR = "10.244.0.0/16", podCIDRR = "" } }, var.more))],
    var.environment == "production" ? [yamlencode({ networking = { enable = false } })] : [],
    [yamlencode({
      metrics = merge(
        { enabled = true, enable = false },
        var.more.metrics != null ? { timeout = {}, enabled = false } : {},
        var.more.metrics,
      )
    })],
    [var.more.off ? "networking: {enabledd: false}" : ""],
    [yamlencode({
      networking = { reflectIPs = var.environment == "production" }
      discovery  = { config = { clusterID = lower(var.environment), clusterLabels = { a = var.environment } } }
    })],
  )
  set = concat(
    [{ name = "ipam.serviceCIDR", value = "10.96.0.0/12" }],
    var.environment == "test" ? [{ name = "telemetry.enable", value = "false" }] : [],
    var.more.set,
  )
  set_sensitive = var.environment == "test" ? [{ name = "tag", value = upper(var.environment) }] : null
}
