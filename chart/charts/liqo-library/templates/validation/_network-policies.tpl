{{- /* Ranges in network policies: LQ538. */ -}}

{{- define "liqo.validation.LQ538" -}}
{{- $values := .Values.networkPolicies | default dict -}}
{{- if $values.enabled -}}
{{- range $number, $cidr := $values.apiServerCIDRs -}}
{{- if (include "liqo.ranges.bits" $cidr | fromJson).hostBits }}
LQ538 unusable-range: networkPolicies.apiServerCIDRs[{{ $number }}] is {{ quote $cidr }}, an address within a range. Set the first address of the range: all bits after the prefix must be zero.
{{ end -}}
{{- end -}}
{{- range $number, $peer := $values.metricsFrom -}}
{{- $path := printf "networkPolicies.metricsFrom[%d].ipBlock" $number -}}
{{- with $peer.ipBlock -}}
{{- $whole := include "liqo.ranges.bits" .cidr | fromJson -}}
{{- if $whole.hostBits }}
LQ538 unusable-range: {{ $path }}.cidr is {{ quote .cidr }}, an address within a range. Set the first address of the range: all bits after the prefix must be zero.
{{ end -}}
{{- $block := . -}}
{{- range $place, $cidr := .except -}}
{{- $part := include "liqo.ranges.bits" $cidr | fromJson -}}
{{- $inside := and (gt (int $part.prefix) (int $whole.prefix)) (eq (len $part.bits) (len $whole.bits)) (hasPrefix (trunc (int $whole.prefix) $whole.bits) $part.bits) -}}
{{- if $part.hostBits }}
LQ538 unusable-range: {{ $path }}.except[{{ $place }}] is {{ quote $cidr }}, an address within a range. Set the first address of the range: all bits after the prefix must be zero.
{{ else if not $inside }}
LQ538 unusable-range: {{ $path }}.except[{{ $place }}] is {{ quote $cidr }}, which is not a part of {{ quote $block.cidr }}. Set a smaller range within it.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
