{{- /* The networking module and IP reflection, and what they need: LQ101 to LQ109. */ -}}

{{- define "liqo.validation.LQ101" -}}
{{- $reflectIPs := (.Values.networking).reflectIPs -}}
{{- if and (kindIs "bool" $reflectIPs) (not $reflectIPs) -}}
{{- if eq ((include "liqo.virtualKubelet.read" . | fromJson).disableIPReflection | default "") "false" -}}
LQ101 reflection-contradiction: networking.reflectIPs is false, but virtualKubelet.extra.args turns IP reflection on with --disable-ip-reflection=false, and the argument would win. To hide the IPs, remove it from virtualKubelet.extra.args; to reflect them, set networking.reflectIPs: true.
{{ end -}}
{{- end -}}
{{- $root := . -}}
{{- range $name := include "liqo.optionsTemplates.names" . | fromJsonArray -}}
{{- if include "liqo.optionsTemplates.contradicts" (dict "root" $root "name" $name) -}}
{{- $path := include "liqo.optionsTemplates.path" $name -}}
{{- $reflectIPs := (get $root.Values.virtualKubelet.optionsTemplates $name).reflectIPs }}
LQ101 reflection-contradiction: {{ $path }}.reflectIPs is {{ $reflectIPs }}, but {{ $path }}.extra.args turns IP reflection {{ ternary "off" "on" $reflectIPs }} with --disable-ip-reflection={{ $reflectIPs }}, and the argument would win. Remove one of the two.
{{ end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ102" -}}
{{- if and (include "liqo.modes.networking" .) (not (.Values.ipam).serviceCIDR) -}}
LQ102 missing-service-cidr: ipam.serviceCIDR is empty, but the networking module needs it to remap the addresses of Services. Set the Service CIDR of this cluster, e.g. ipam.serviceCIDR: 10.96.0.0/12, or set networking.enabled: false to install without the module.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ103" -}}
{{- if and (include "liqo.modes.networking" .) (not (include "liqo.modes.podCIDRs" . | fromJsonArray)) -}}
LQ103 missing-pod-cidr: ipam.podCIDR and ipam.podCIDRs are empty, but the networking module needs the pod CIDR of this cluster. Set it, e.g. ipam.podCIDR: 10.244.0.0/16, or set networking.enabled: false to install without the module.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ104" -}}
{{- $networking := .Values.networking | default dict -}}
{{- range $key := list "enabled" "reflectIPs" -}}
{{- if kindIs "invalid" (index $networking $key) }}
LQ104 undecided-mode: networking.{{ $key }} has no value: null or a blank deleted the default. It decides what is installed, so set networking.{{ $key }}: true or networking.{{ $key }}: false.
{{ end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ108" -}}
{{- $offloading := eq (toString (.Values.offloading).enabled) "true" -}}
{{- if and (include "liqo.modes.networking" .) $offloading (not (.Values.proxy).enabled) -}}
LQ108 missing-proxy: proxy.enabled is false, but with networking.enabled and offloading.enabled the controller manager looks for the proxy's Service when it starts, and exits if there is none. Set proxy.enabled: true.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ109" -}}
{{- $config := ((.Values.networking).fabric).config | default dict -}}
{{- $health := include "liqo.fabric.address" $config.healthProbeBindAddressPort -}}
{{- $metrics := include "liqo.fabric.address" $config.metricsAddressPort -}}
{{- if and (include "liqo.modes.networking" .) (eq $health $metrics) (ne $health "0") -}}
LQ109 fabric-port-clash: healthProbeBindAddressPort and metricsAddressPort of networking.fabric.config are both {{ trimPrefix ":" $health }}, but the fabric listens on both ports of the node, and exits if one is taken. Set two different ports, or 0 for a port that you do not need.
{{- end -}}
{{- end -}}
