{{- /* Arguments, ports and privileges of the fabric, which configures the network of every node. */ -}}

{{- /*
The listen address of a server of the fabric. Argument: the port. The fabric uses the node's ports, so a user may need
to turn a server off, with port 0: the program does that for "0", but takes any free port for ":0".
*/ -}}
{{- define "liqo.fabric.address" -}}
{{- $port := int (toString .) -}}
{{- if $port -}}:{{ $port }}{{- else -}}0{{- end -}}
{{- end -}}

{{- /* "true" if Prometheus scrapes the fabric, which requires that the pod names the metrics port. */ -}}
{{- define "liqo.fabric.monitored" -}}
{{- $values := (.Values.networking).fabric | default dict -}}
{{- $port := ($values.config).metricsAddressPort | toString | int -}}
{{- if and (include "liqo.modes.networking" .) (($values.metrics).podMonitor).enabled $port -}}true{{- end -}}
{{- end -}}

{{- /* Only the ports that others need to know: each is a port of the node, on which nothing else may listen. */ -}}
{{- define "liqo.fabric.ports" -}}
{{- $config := ((.Values.networking).fabric).config | default dict -}}
{{- $health := $config.healthProbeBindAddressPort | toString | int -}}
{{- if $health }}
- name: healthz
  containerPort: {{ $health }}
  protocol: TCP
{{- end }}
{{- if include "liqo.fabric.monitored" . }}
- name: metrics
  containerPort: {{ $config.metricsAddressPort | toString | int }}
  protocol: TCP
{{- end }}
{{- end -}}

{{- define "liqo.fabric.arguments" -}}
{{- $values := (.Values.networking).fabric | default dict -}}
{{- $config := $values.config | default dict -}}
{{- $arguments := list
      "--podname=$(POD_NAME)"
      "--nodename=$(NODE_NAME)"
      (printf "--geneve-port=%s" (include "liqo.networkManager.genevePort" .))
      (printf "--health-probe-bind-address=%s" (include "liqo.fabric.address" $config.healthProbeBindAddressPort))
      (printf "--metrics-address=%s" (include "liqo.fabric.address" $config.metricsAddressPort))
-}}
{{- if not ((.Values.requirements).kernel).enabled -}}
{{- $arguments = append $arguments "--disable-kernel-version-check" -}}
{{- end -}}
{{- $arguments = concat $arguments (list
      (printf "--enable-nft-monitor=%s" (include "liqo.arguments.boolean" $config.nftablesMonitor))
      (printf "--enable-route-monitor=%s" (include "liqo.arguments.boolean" $config.routeMonitor))
    ) -}}
{{- $arguments = concat $arguments (include "liqo.arguments.globalMetadata" . | fromJsonArray) -}}
{{ concat $arguments (include "liqo.arguments.extra" (dict "root" . "pod" $values.pod) | fromJsonArray) | toYaml }}
{{- end -}}

{{- define "liqo.fabric.environment" -}}
{{ include "liqo.pods.fieldVariable" (dict "name" "NODE_NAME" "fieldPath" "spec.nodeName") }}
{{ include "liqo.pods.fieldVariable" (dict "name" "POD_NAME" "fieldPath" "metadata.name") }}
{{- end -}}

{{- /* For the interfaces, routes, packet filter and kernel parameters of the node. */ -}}
{{- define "liqo.fabric.containerSecurityContext" -}}
privileged: true
capabilities:
  add:
    - NET_ADMIN
    - NET_RAW
{{- end -}}

{{- /* The fabric runs on every node that runs pods, including those of the control plane. */ -}}
{{- define "liqo.fabric.tolerations" -}}
- key: CriticalAddonsOnly
  operator: Exists
{{- range list "master" "infra" "control-plane" }}
- key: node-role.kubernetes.io/{{ . }}
  effect: NoSchedule
{{- end }}
{{- with ((.Values.networking).fabric).tolerations }}
{{ toYaml . }}
{{- end }}
{{- end -}}
