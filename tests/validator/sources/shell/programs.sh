#!/bin/bash
"$LIQOCTL" install kind --cluster-name rome
CHART="$1"
helm upgrade --install liqo $CHART --set networking.enabeld=false
result=$(liqoctl install kind --set networking.enabeld=false > log.txt --cluster-name milan)
