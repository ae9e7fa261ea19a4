{{- /* The command line of the fabric, which works on the network of every node. */ -}}

{{- /*
Where a server of the fabric listens. Argument: the port. The fabric sees the node's ports, so a user may have to
turn a server off, with port 0: the program does that for "0", and takes any free port for ":0".
*/ -}}
{{- define "liqo.fabric.address" -}}
{{- $port := int (toString .) -}}
{{- if $port -}}:{{ $port }}{{- else -}}0{{- end -}}
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
{{ concat $arguments (include "liqo.arguments.extra" (list . ($values.pod | default dict)) | fromJsonArray) | toYaml }}
{{- end -}}
