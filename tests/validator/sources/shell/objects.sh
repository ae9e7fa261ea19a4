#!/bin/bash
kubectl apply -f - <<EOF
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: "$NAME"
spec:
  source:
    repoURL: https://helm.liqo.io/
    chart: liqo
    targetRevision: v1.2.0
    helm:
      valuesObject:
        networking: {enabeld: false}
        discovery: {config: {clusterID: $CLUSTER}}
EOF
cat > template.yaml <<'EOF'
apiVersion: offloading.liqo.io/v1beta1
kind: VkOptionsTemplate
metadata: {name: x, namespace: liqo}
spec:
  createNode: true
  disableNetworkCheck: false
  containerImage: x
  extraArgs: ["--disable-ip-reflectoin"]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: other}
EOF
kubectl apply -f template.yaml
# the text of a pipeline is read once
cat <<EOF | kubectl apply -f -
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: liqo, namespace: kube-system}
spec:
  repo: https://helm.liqo.io/
  chart: liqo
  version: v1.2.0
  valuesContent: |-
    networking:
      typo: false
EOF
