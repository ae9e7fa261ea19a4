liqoctl peer --remote-kubeconfig rome.yaml --mtu abc --timeout 10 --gw-client-port 0x1F
liqoctl network connect --remote-kubeconfig rome.yaml --timeout "$WAIT" --timeout 5m --gw-server-service-port 80a
