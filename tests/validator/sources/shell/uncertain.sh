#!/bin/bash
# what only running the script shows is pointed out
liqoctl "$@"
liqoctl $COMMAND --disable-networking
cat options | xargs liqoctl peer
cat clusters | xargs -I{} liqoctl peer --remote-kubeconfig {}
flags=()
if [ -n "$OWN_NETWORK" ]; then flags+=(--networking-disabled); fi
liqoctl peer --remote-kubeconfig "$1" "${flags[@]}"
never_called() { liqoctl authenticate $1; }
helm $ACTION liqo liqo/liqo
helm $ACTION cilium cilium/cilium
command="liqoctl peer --disable-networking"
if [ -n "$1" ]; then command="$command --remote-kubeconfig $1"; fi
$command
kubectl get pods
