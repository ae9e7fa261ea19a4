locals {
  pools = ["10.0.0.0/8", var.service_cidr]

  basic = [
    { name = "discovery.config.clusterID", value = var.cluster },
    { name = "discovery.config.clusterLabels.liqo\\.io/provider", value = "eks" },
    { name = "ipam.podCIDR", value = "10.244.0.0/33" },
    { name = "virtualKubelet.extra.args", value = "{--certificate-type=aws}" },
    { name = "tpyo", value = 1 },
  ]
  for_each_pool = [for index, cidr in local.pools : { name = "ipam.pools[${index}]", value = cidr }]
  of_others     = [{ name = "replicas", value = 1 }, { name = "image.tag", value = "x" }]

  helm_values = {
    agent = { key = "x" }
    liqo  = { networking = { enabled = "false" }, ipam = { podCIDR = var.pod_cidr } }
  }
}
