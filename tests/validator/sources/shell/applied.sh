#!/bin/bash
# manifests that are named after Liqo, and that are not here
kubectl apply -f liqo-manifest.yaml
sudo kubectl create --filename="https://example.org/liqo/rendered.yaml" -n liqo
kubectl --context rome apply -n liqo -k github.com/example/platform//liqo
kubectl apply -f redis.yaml -f "$FOLDER/liqo.yaml"
curl -sL https://example.org/liqo.yaml | kubectl apply -f -
kubectl apply -f applied.sh-liqo.yaml --dry-run=client
kubectl delete -f liqo-manifest.yaml
kubectl get pods -n liqo
echo kubectl apply -f liqo-manifest.yaml
