liqoctl install kind --cluster-name rome --set networking.enabled=false --version v1.2.0
liqoctl install --cluster-id rome --pod-cidr "$POD_CIDR" --service-cidr 10.96.0.0/12 --version v1.1.2 --set-json 'a=1' \
  --set ipam.serviceCIDR=10.97.0.0/16
sudo liqoctl upgrade k3s --enable-metrics true --version "$VERSION"
liqoctl peer --remote-kubeconfig "$PROVIDER" --disable-networking --gw-server-service-type nodeport
liqoctl --kubeconfig="$CONSUMER" network connect --remote-kubeconfig "$PROVIDER" --gw-server-service-type NodePort --wait
liqoctl unpeer --remote-kubeconfig "$PROVIDER" --bidirectional
liqoctl peer --remote-kubeconfig "$PROVIDER" --create-virtual-node false
