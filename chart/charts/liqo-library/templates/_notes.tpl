{{- /* Parts of NOTES.txt. */ -}}

{{- /* What decided whether IP reflection is on. */ -}}
{{- define "liqo.notes.reflectionSource" -}}
{{- if (include "liqo.virtualKubelet.read" . | fromJson).disableIPReflection -}}
--disable-ip-reflection in virtualKubelet.extra.args
{{- else -}}
networking.reflectIPs
{{- end -}}
{{- end -}}

{{- /* The options templates other than the default one, with their IP reflection, and how a virtual node gets one. */ -}}
{{- define "liqo.notes.optionsTemplates" -}}
{{- $root := . -}}
{{- range $number, $name := include "liqo.optionsTemplates.names" . | fromJsonArray -}}
{{- if not $number -}}
Your options templates, and IP reflection on virtual nodes created from them:
{{- end }}
  {{ $name }}: {{ ternary "on" "off" (eq (include "liqo.optionsTemplates.reflection" (dict "root" $root "name" $name)) "true") }}
{{- end }}
{{- with include "liqo.optionsTemplates.names" . | fromJsonArray }}
A virtual node names its template when it is created. Peer with --create-virtual-node=false, and create it yourself:
  liqoctl create virtualnode NAME --remote-cluster-id PROVIDER --resource-slice-name PROVIDER -o yaml |
    kubectl patch --local -f - --type merge -o yaml \
      -p '{"spec":{"vkOptionsTemplateRef":{"name":"{{ first . }}","namespace":"{{ $root.Release.Namespace }}"}}}' |
    kubectl apply -f -
Pod IPs depend on the virtual node. Services and EndpointSlices do not: one virtual kubelet reflects them for all virtual
nodes of a provider.
{{- end }}
{{- end -}}

{{- /* What schema/modes.yaml says about the mode, as JSON. */ -}}
{{- define "liqo.notes.mode" -}}
{{ index (include "liqo.facts" . | fromJson).modes (include "liqo.modes.name" .) | toJson }}
{{- end -}}

{{- /*
The names of the components that no switch of their own turns off. "module" is the module that they belong to, whose
components are described as well; empty for those that belong to none.
*/ -}}
{{- define "liqo.notes.components" -}}
{{- $root := .root -}}
{{- $module := .module -}}
{{- $names := list -}}
{{- range (include "liqo.facts" $root | fromJson).components -}}
{{- $on := or (not .switch) (eq (include "liqo.notes.value" (dict "root" $root "path" .switch)) "true") -}}
{{- if and $on (eq (default "" .module) $module) -}}
{{- $names = append $names (ternary (printf "%s (%s)" .name .what) .name (ne $module "")) -}}
{{- end -}}
{{- end -}}
{{ join ", " $names | wrap 110 }}
{{- end -}}

{{- /* The value at a dotted path, as JSON; "null" if there is none. */ -}}
{{- define "liqo.notes.value" -}}
{{- $value := .root.Values -}}
{{- range splitList "." .path -}}
{{- $value = index (ternary $value dict (kindIs "map" $value)) . -}}
{{- end -}}
{{ $value | toJson }}
{{- end -}}

{{- /* A list of sentences, with their lines wrapped. */ -}}
{{- define "liqo.notes.bullets" -}}
{{- range $number, $text := . }}
{{- if $number }}
{{ end -}}
- {{ wrap 110 $text | replace "\n" "\n  " }}
{{- end }}
{{- end -}}

{{- /*
Keys that are set and have no effect, one per line: those that need another value, then those that nothing reads, which
the validator's rule LQ401 reports.
*/ -}}
{{- define "liqo.notes.ignored" -}}
{{- $root := . -}}
{{- $ipam := .Values.ipam | default dict -}}
{{- $metrics := .Values.metrics | default dict -}}
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
{{- range (include "liqo.facts" . | fromJson).ignored }}
{{- $value := include "liqo.notes.value" (dict "root" $root "path" .path) }}
{{- if not (has $value (list "null" (toJson .default))) }}
{{ .path }}: {{ .instead }}
{{- end }}
{{- end }}
{{- end -}}
