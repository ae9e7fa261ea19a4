#!/bin/bash
# functions of the script, and the arguments that calls pass to them
join() {
  local provider=$1
  shift
  liqoctl peer --remote-kubeconfig "$provider" "$@"
}
join milan --disable-networking
join rome --gw-server-service-type Nodeport
in_each() { "$@"; }
in_each liqoctl install kind --cluster-name rome
main() {
  setup k3s --cluster-name=milan
}
setup() { liqoctl install "$@"; }
main "$@"
# lists and texts that are commands
install=(liqoctl install kind --cluster-name turin)
"${install[@]}"
peer="peer --disable-networking"
liqoctl $peer
eval liqoctl "$peer" --timeout 10
echo kind cluster | xargs liqoctl install
find . -name kubeconfig -exec liqoctl peer --remote-kubeconfig {} --disable-networking \;
parallel liqoctl peer --disable-networking --remote-kubeconfig ::: a b
alias l='sudo liqoctl'
l peer --disable-networking
