#!/bin/bash
# Commands that functions and other programs get as one argument.
function run_or_fail() {
    eval "$1" || { echo "$2"; exit 1; }
}

function install() {
    local name="$1"
    run_or_fail "liqoctl install kind --cluster-name $name \
        --pod-cidr 10.200.0.0/16 --service-cidr 10.80.0.0/16" "Liqo could not be installed"
}

ssh milan "sudo liqoctl peer --remote-kubeconfig rome.yaml --disable-networking"
run_or_fail helm install liqo liqo/liqo --set typo=1
echo "helm install liqo liqo/liqo --set no_command=1"
run_or_fail "ls" "helm is missing: run liqoctl install --unknown-flag first"
