{{- /*
The IPAM and its CIDRs: LQ301 to LQ305. These are what Liqo's own IPAM rejects when it starts, or when the controller
manager does. Nothing is known about an external IPAM.
*/ -}}

{{- define "liqo.validation.LQ301" -}}
{{- $external := (.Values.ipam).external | default dict -}}
{{- if and (include "liqo.modes.networking" .) (not (include "liqo.modes.internalIpam" .)) (not $external.url) -}}
LQ301 external-ipam-without-url: ipam.external.enabled is true, so Liqo's own IPAM is not deployed, but ipam.external.url does not say where yours listens, so no address would be remapped. Set its host and port, e.g. ipam.external.url: ipam.example.svc:6000, or set ipam.external.enabled: false.
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ303" -}}
{{- if include "liqo.modes.internalIpam" . -}}
{{- $pools := include "liqo.ranges.pools" . | fromJsonArray -}}
{{- range concat (include "liqo.ranges.taken" . | fromJsonArray) (include "liqo.ranges.own" . | fromJsonArray) $pools }}
{{- if and .hostBits (include "liqo.ranges.inside" (dict "range" . "ranges" $pools)) }}
LQ303 host-bits: {{ .key }} is {{ quote .cidr }}, an address within a range, which the IPAM does not find among its ranges. Set the first address of the range: all bits after the prefix must be zero.
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
LQ304 overlapping-ranges: {{ $own.key }} {{ $own.cidr }} and {{ .key }} {{ .cidr }} overlap, but Liqo needs the first range for itself. Set another range, or leave {{ $own.key }} empty so that the IPAM picks a free one.
{{ end -}}
{{- end -}}
{{- $others = append $others $own -}}
{{- end -}}
{{- $pools := list -}}
{{- range include "liqo.ranges.pools" . | fromJsonArray }}
{{- $pool := . }}
{{- range $pools }}
{{- if include "liqo.ranges.overlap" (dict "one" $pool "other" .) }}
LQ304 overlapping-ranges: {{ .key }} {{ .cidr }} and {{ $pool.key }} {{ $pool.cidr }} overlap, so the IPAM would exit. Remove the smaller of the two.
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
LQ305 outside-of-pools: {{ .key }} {{ .cidr }} is not within one of ipam.pools, the only ranges that the IPAM allocates from. Set a range within a pool, add a pool that contains it, or leave {{ .key }} empty so that the IPAM picks a free one.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
