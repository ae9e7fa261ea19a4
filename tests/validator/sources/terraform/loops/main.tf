locals {
  pools = ["10.0.0.0/8", var.more]
  basic = {
    "networking.enabled" = "False"
    "ipam.podCIDR"       = "10.244.0.0/33"
    tpyo                 = var.x
  }
}

resource "helm_release" "blocks" {
  chart      = "liqo"
  repository = "https://helm.liqo.io/"
  version    = "1.2.0"

  dynamic "set" {
    for_each = local.basic
    content {
      name  = set.key
      value = set.value
    }
  }
  dynamic "set" {
    for_each = local.pools
    content {
      name  = "ipam.pools[${set.key}]"
      value = set.value
    }
  }
  dynamic "set_list" {
    for_each = var.lists
    content {
      name  = set_list.key
      value = set_list.value
    }
  }
}

resource "helm_release" "lists" {
  chart      = "liqo"
  repository = "https://helm.liqo.io/"
  version    = "1.2.0"

  set = concat(
    [for key, value in local.basic : { name = key, value = value }],
    [for index, cidr in local.pools : { name = "ipam.pools[${index}]", value = cidr }],
  )
  values = [
    yamlencode({ common = { globalLabels = { for name in ["a", "b"] : "x-${name}" => upper(name) } } }),
    yamlencode({ ipam = { reservedSubnets = [for cidr in ["10.1.0.0/16", "10.2.0.0/33"] : cidr] } }),
  ]
}
