#!/bin/bash
# parts of lists, and lists that are changed
install=(liqoctl install kind --cluster-name turin --wrong)
"${install[@]:0:5}"
"${install[@]+"${install[@]}"}"
"${install[@]:0:3}" --cluster-name "${install[@]:4}"
"${install[@]/kind/k3s}"
liqoctl install "${install[@]:2:1}" "${install[@]%g}"
in_cluster() { KUBECONFIG=$1 liqoctl peer "${@:2}"; }
in_cluster rome --disable-networking
