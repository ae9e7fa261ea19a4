{{- /* Parts of NOTES.txt. */ -}}

{{- /* What decided whether IPs are reflected. */ -}}
{{- define "liqo.notes.reflectionSource" -}}
{{- if (include "liqo.virtualKubelet.read" . | fromJson).disableIPReflection -}}
--disable-ip-reflection in virtualKubelet.extra.args
{{- else -}}
networking.reflectIPs
{{- end -}}
{{- end -}}

{{- /* The options templates besides the default one, what they make of pod IPs, and how a virtual node gets one. */ -}}
{{- define "liqo.notes.optionsTemplates" -}}
{{- $root := . -}}
{{- range $number, $name := include "liqo.optionsTemplates.names" . | fromJsonArray -}}
{{- if not $number -}}
Options templates of your own, and IP reflection on virtual nodes made from them:
{{- end }}
  {{ $name }}: {{ ternary "on" "off" (eq (include "liqo.optionsTemplates.reflection" (dict "root" $root "name" $name)) "true") }}
{{- end }}
{{- with include "liqo.optionsTemplates.names" . | fromJsonArray }}
A virtual node names its template when it is made. Peer with --create-virtual-node=false, and make it yourself:
  liqoctl create virtualnode NAME --remote-cluster-id PROVIDER --resource-slice-name PROVIDER -o yaml |
    kubectl patch --local -f - --type merge -o yaml \
      -p '{"spec":{"vkOptionsTemplateRef":{"name":"{{ first . }}","namespace":"{{ $root.Release.Namespace }}"}}}' |
    kubectl apply -f -
Pod IPs are a matter of each virtual node. Services and EndpointSlices are not: for all virtual nodes of a provider, one
of their virtual kubelets reflects them.
{{- end }}
{{- end -}}

{{- /* What runs in every mode, but for what the user switched off. */ -}}
{{- define "liqo.notes.components" -}}
{{- $components := list "controller manager" "webhook" "CRD replicator" "options for virtual kubelets" -}}
{{- range list
      (list .Values.proxy "API server proxy")
      (list .Values.metricAgent "metric agent")
      (list .Values.storage "storage class")
      (list .Values.telemetry "telemetry")
-}}
{{- if (index . 0).enabled -}}
{{- $components = append $components (index . 1) -}}
{{- end -}}
{{- end -}}
{{ join ", " $components }}
{{- end -}}

{{- define "liqo.notes.remotePod" -}}
{{- $mode := include "liqo.modes.name" . -}}
{{- if eq $mode "connected" -}}
An IP of this cluster's own address plan, remapped where ranges collide. EndpointSlices list the pod, Services
reach it, and the traffic takes Liqo's gateways.
{{- else if eq $mode "external-network" -}}
The pod's own IP, the same in every cluster. EndpointSlices list the pod, and Services reach it if your network does.
{{- else -}}
No IP. No EndpointSlice lists the pod, so no Service selects it; logs and exec work.
{{- end -}}
{{- end -}}

{{- define "liqo.notes.provide" -}}
{{- $mode := include "liqo.modes.name" . -}}
{{- if eq $mode "external-network" -}}
You have to provide:
  a network that carries traffic between the pods of all clusters, by their own IPs; the pod CIDRs of the clusters
  must not overlap, since nothing is remapped
{{- else if eq $mode "offloading-only" -}}
You have to provide:
  nothing for the network; offloaded pods have to do with what they reach from the remote cluster
{{- else if eq $mode "connected-no-ips" -}}
The network between the clusters is there, but no Service uses it, because pod IPs are hidden. If you do not need
it either, networking.enabled=false spares you its privileges and its range of addresses.
{{- else -}}
You have to provide:
  a way from cluster to cluster for the gateways: a LoadBalancer or a NodePort on one side of each peering
{{- end -}}
{{- end -}}

{{- /* Keys that are set and that nothing reads, one per line: those of the validator's rule LQ401, and more. */ -}}
{{- define "liqo.notes.ignored" -}}
{{- $ipam := .Values.ipam | default dict -}}
{{- $metrics := .Values.metrics | default dict -}}
{{- $kubeletMetrics := (.Values.virtualKubelet).metrics | default dict -}}
{{- $unusedImage := "k8s.gcr.io/ingress-nginx/kube-webhook-certgen:v1.1.1" -}}
{{- if and (include "liqo.modes.networking" .) $ipam.podCIDR $ipam.podCIDRs }}
ipam.podCIDR: ipam.podCIDRs is used instead
{{- end }}
{{- if and ($metrics.prometheusOperator).enabled (not $metrics.enabled) }}
metrics.prometheusOperator.enabled: needs metrics.enabled
{{- end }}
{{- if and (.Values.storage).enabled (eq (toString (.Values.offloading).enabled) "false") }}
storage.enabled: nothing provides the volumes of the storage class without offloading.enabled
{{- end }}
{{- $fabric := (.Values.networking).fabric | default dict -}}
{{- if and (include "liqo.modes.networking" .) (($fabric.metrics).podMonitor).enabled (not (include "liqo.fabric.monitored" .)) }}
networking.fabric.metrics.podMonitor.enabled: needs networking.fabric.config.metricsAddressPort
{{- end }}
{{- if .Values.fullnameOverride }}
fullnameOverride: names of Liqo's objects are fixed
{{- end }}
{{- $certificates := ((.Values.webhook).patch).image | default $unusedImage }}
{{- if ne $certificates $unusedImage }}
webhook.patch.image: the webhook server makes its own certificates
{{- end }}
{{- if hasKey ((.Values.requirements).kernel | default dict) "disabled" }}
requirements.kernel.disabled: requirements.kernel.enabled is used
{{- end }}
{{- if hasKey $kubeletMetrics "enabled" }}
virtualKubelet.metrics.enabled: metrics.enabled is used
{{- end }}
{{- if hasKey ($kubeletMetrics.podMonitor | default dict) "enabled" }}
virtualKubelet.metrics.podMonitor.enabled: metrics.prometheusOperator.enabled is used
{{- end }}
{{- end -}}
