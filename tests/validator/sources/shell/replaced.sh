#!/bin/bash
# what xargs, find and parallel replace in the commands that they start
liqo=(helm install liqo liqo --repo https://helm.liqo.io/ --version v1.1.2 --set ipam.serviceCIDR=10.96.0.0/12)
xargs -n1 -I{} "${liqo[@]}" --set discovery.config.clusterID={} --set ipam.podCIDR=10.1.0.0/99 <clusters
xargs -0I % helm upgrade -i liqo liqo --repo https://helm.liqo.io/ --version v1.1.2 --set ipam.podCIDR=%,ipam.serviceCIDR=10.96.0.0/99
parallel liqoctl peer --remote-kubeconfig {1} --gw-server-service-port {2} --timeout {} --mtu {//} ::: a ::: b
xargs --replace sh -c 'liqoctl peer --remote-kubeconfig {} --timeout {} --disable-networking' <clusters
find . -name config -exec bash -c 'liqoctl peer --remote-kubeconfig {} --disable-networking' \;
parallel 'liqoctl peer --remote-kubeconfig {} --disable-networking' ::: a b
# replaced nowhere
xargs helm install liqo liqo --repo https://helm.liqo.io/ --version v1.1.2 --set discovery.config.clusterID=% <clusters
