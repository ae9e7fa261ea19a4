{{- /*
The two facts that decide everything else: is the networking module on, and is IP reflection on? They are decided here
and nowhere else, from networking.enabled, networking.reflectIPs, and --disable-ip-reflection in the arguments of the
virtual kubelet.

A value that is not a boolean is rejected (LQ004, LQ104). Until that is reported it counts as "off", so that the other
templates render.
*/ -}}

{{- /* "true" if the networking module is on, else empty, for use in `if`. */ -}}
{{- define "liqo.modes.networking" -}}
{{- if eq (toString (.Values.networking).enabled) "true" -}}true{{- end -}}
{{- end -}}

{{- /* "true" if virtual kubelets reflect IPs, else empty. */ -}}
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

{{- /* "true" if the chart deploys an IPAM: with the networking module, unless the user has an external one. */ -}}
{{- define "liqo.modes.internalIpam" -}}
{{- $external := (.Values.ipam).external | default dict -}}
{{- if and (include "liqo.modes.networking" .) (ne (toString $external.enabled) "true") -}}true{{- end -}}
{{- end -}}

{{- /*
The pod CIDRs of this cluster, as a JSON list. Without the networking module nothing is remapped, so every address
counts as local. With an empty or wrong pod CIDR, virtual kubelets would look up all other addresses in an IPAM that is
not there, and silently reflect empty EndpointSlices.
*/ -}}
{{- define "liqo.modes.podCIDRs" -}}
{{- $ipam := .Values.ipam | default dict -}}
{{- if not (include "liqo.modes.networking" .) -}}
{{ list "0.0.0.0/0" "::/0" | toJson }}
{{- else -}}
{{ $ipam.podCIDRs | default (list $ipam.podCIDR) | compact | uniq | toJson }}
{{- end -}}
{{- end -}}
