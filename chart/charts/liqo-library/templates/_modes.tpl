{{- /*
The two facts that everything else follows from: is the networking module on, is the reflection of IPs on. Decided
here and nowhere else, from networking.enabled, networking.reflectIPs and what the arguments of the virtual kubelet
say about --disable-ip-reflection.

A value that is no boolean is refused (LQ004, LQ104); until that is reported it counts as "off", so that the
other templates render.
*/ -}}

{{- /* "true" where the networking module is on, else empty: for `if`. */ -}}
{{- define "liqo.modes.networking" -}}
{{- if eq (toString (.Values.networking).enabled) "true" -}}true{{- end -}}
{{- end -}}

{{- /* "true" where virtual kubelets reflect IPs, else empty. */ -}}
{{- define "liqo.modes.reflection" -}}
{{- $argument := (include "liqo.virtualKubelet.read" . | fromJson).disableIPReflection -}}
{{- if $argument -}}
{{- if eq $argument "false" -}}true{{- end -}}
{{- else if eq (toString (.Values.networking).reflectIPs) "true" -}}
true
{{- end -}}
{{- end -}}

{{- /* The name of the mode. */ -}}
{{- define "liqo.modes.name" -}}
{{- $reflection := include "liqo.modes.reflection" . -}}
{{- if include "liqo.modes.networking" . -}}
{{ ternary "connected" "connected-no-ips" (eq $reflection "true") }}
{{- else -}}
{{ ternary "external-network" "offloading-only" (eq $reflection "true") }}
{{- end -}}
{{- end -}}

{{- /*
"true" where the chart deploys an IPAM: with the networking module, unless the user runs one elsewhere.
*/ -}}
{{- define "liqo.modes.internalIpam" -}}
{{- $external := (.Values.ipam).external | default dict -}}
{{- if and (include "liqo.modes.networking" .) (ne (toString $external.enabled) "true") -}}true{{- end -}}
{{- end -}}

{{- /*
The pod CIDRs of this cluster, as a JSON list. Without the networking module nothing is remapped, so every address
counts as local: with an empty or a wrong pod CIDR the virtual kubelets would look the others up in the IPAM that is
not there, and reflect empty EndpointSlices without a word.
*/ -}}
{{- define "liqo.modes.podCIDRs" -}}
{{- $ipam := .Values.ipam | default dict -}}
{{- if not (include "liqo.modes.networking" .) -}}
{{ list "0.0.0.0/0" "::/0" | toJson }}
{{- else -}}
{{ $ipam.podCIDRs | default (list $ipam.podCIDR) | compact | uniq | toJson }}
{{- end -}}
{{- end -}}
