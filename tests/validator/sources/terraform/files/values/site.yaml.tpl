networking:
  enabled: ${on}
discovery:
  config:
    clusterID: ${cluster}
ipam:
  serviceCIDR: ${cidr}
  podCIDR: 10.244.0.0/16
  externalCidr: ${cidr}
