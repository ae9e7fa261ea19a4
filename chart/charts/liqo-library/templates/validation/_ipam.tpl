{{- /*
The IPAM and the ranges of addresses: LQ301 to LQ305. What the IPAM that Liqo brings refuses at its start, or refuses the
controller manager at its; of another IPAM nothing is known.
*/ -}}

{{- define "liqo.validation.LQ301" -}}
{{- $external := (.Values.ipam).external | default dict -}}
{{- if and (include "liqo.modes.networking" .) (not (include "liqo.modes.internalIpam" .)) (not $external.url) -}}
LQ301 external-ipam-without-url: ipam.external.enabled is true, so that Liqo's own IPAM is left out, but ipam.external.url does not say where yours listens: no address would be mapped. Write its host and port, e.g. ipam.external.url: ipam.example.svc:6000, or ipam.external.enabled: false.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ303" -}}
{{- if include "liqo.modes.internalIpam" . -}}
{{- $pools := include "liqo.ranges.pools" . | fromJsonArray -}}
{{- range concat (include "liqo.ranges.taken" . | fromJsonArray) (include "liqo.ranges.own" . | fromJsonArray) $pools }}
{{- if and .hostBits (include "liqo.ranges.inside" (dict "range" . "ranges" $pools)) }}
LQ303 host-bits: {{ .key }} is {{ quote .cidr }}, an address inside of a range, which the IPAM does not find among its ranges. Write the first address of the range, with zeros behind the prefix.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ304" -}}
{{- if include "liqo.modes.internalIpam" . -}}
{{- $others := include "liqo.ranges.taken" . | fromJsonArray -}}
{{- range include "liqo.ranges.own" . | fromJsonArray }}
{{- $own := . }}
{{- range $others }}
{{- if include "liqo.ranges.overlap" (dict "one" $own "other" .) }}
LQ304 overlapping-ranges: {{ $own.key }} {{ $own.cidr }} and {{ .key }} {{ .cidr }} overlap, but Liqo needs the first for itself alone. Write another range, or leave {{ $own.key }} empty: the IPAM finds a free one.
{{ end -}}
{{- end -}}
{{- $others = append $others $own -}}
{{- end -}}
{{- $pools := list -}}
{{- range include "liqo.ranges.pools" . | fromJsonArray }}
{{- $pool := . }}
{{- range $pools }}
{{- if include "liqo.ranges.overlap" (dict "one" $pool "other" .) }}
LQ304 overlapping-ranges: {{ .key }} {{ .cidr }} and {{ $pool.key }} {{ $pool.cidr }} overlap: the IPAM would exit. Remove the smaller of the two.
{{ end -}}
{{- end -}}
{{- $pools = append $pools $pool -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ305" -}}
{{- if include "liqo.modes.internalIpam" . -}}
{{- $pools := include "liqo.ranges.pools" . | fromJsonArray -}}
{{- range include "liqo.ranges.own" . | fromJsonArray }}
{{- if not (include "liqo.ranges.inside" (dict "range" . "ranges" $pools)) }}
LQ305 outside-of-pools: {{ .key }} {{ .cidr }} does not lie in one of ipam.pools, from which alone the IPAM gives. Write a range inside of one, add a pool that contains it, or leave {{ .key }} empty: the IPAM finds a free one.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
