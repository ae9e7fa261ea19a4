helm repo add liqo https://helm.liqo.io/
helm install liqo liqo/liqo --version v1.2.0 --set ipam.podCIDR --set ipam.podCIDR=10.244.0.0/16,ipam.serviceCIDR=10.96.0.0/12
helm install liqo liqo/liqo --version v1.2.0 --set ipam.podCIDR=10.244.0.0/16,ipam.serviceCIDR=10.96.0.0/12 \
  --set virtualKubelet.extra.args={--node-ping-interval=10s,--node-ping-timeout=5s} \
  --set common.globalLabels.example\.org/team=a
