{{- /*
The CIDRs in the values, for their validation. The IPAM computes with IPv4 only, and so do these templates: they skip
IPv6.
*/ -}}

{{- /*
The first and last address of a range as numbers, and whether the CIDR names an address within the range instead of its
first one (hostBits), as JSON; an empty map if it is not an IPv4 range. Argument: the CIDR.
*/ -}}
{{- define "liqo.ranges.read" -}}
{{- $parts := splitList "/" (toString .) -}}
{{- $octets := splitList "." (first $parts) -}}
{{- $range := dict -}}
{{- if and (eq (len $parts) 2) (eq (len $octets) 4) -}}
{{- $address := 0 -}}
{{- range $octets -}}
{{- $address = add (mul $address 256) (int .) -}}
{{- end -}}
{{- $size := 1 -}}
{{- range untilStep (last $parts | int) 32 1 -}}
{{- $size = mul $size 2 -}}
{{- end -}}
{{- $first := sub $address (mod $address $size) -}}
{{- $range = dict "first" $first "last" (add $first $size -1) "hostBits" (ne $first $address) -}}
{{- end -}}
{{ toJson $range }}
{{- end -}}

{{- /*
The IPv4 ranges in some values, as a JSON list in which each also has the `key` and the `cidr` that the user wrote.
Argument: values (a list of maps with key, and value: a CIDR or a list of them).
*/ -}}
{{- define "liqo.ranges.list" -}}
{{- $ranges := list -}}
{{- range .values -}}
{{- $key := .key -}}
{{- $value := .value -}}
{{- range $number, $cidr := ternary $value (list $value) (kindIs "slice" $value) -}}
{{- $range := include "liqo.ranges.read" $cidr | fromJson -}}
{{- if $range -}}
{{- $written := ternary (printf "%s[%d]" $key $number) $key (kindIs "slice" $value) -}}
{{- $ranges = append $ranges (merge $range (dict "key" $written "cidr" $cidr)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ toJson $ranges }}
{{- end -}}

{{- /* Ranges that are already in use and may overlap each other: of pods, of Services, and reserved ones. */ -}}
{{- define "liqo.ranges.taken" -}}
{{- $ipam := .Values.ipam | default dict -}}
{{- $pods := dict "key" "ipam.podCIDR" "value" $ipam.podCIDR -}}
{{- with $ipam.podCIDRs -}}
{{- $pods = dict "key" "ipam.podCIDRs" "value" . -}}
{{- end -}}
{{ include "liqo.ranges.list" (dict "values" (list
      $pods
      (dict "key" "ipam.serviceCIDR" "value" $ipam.serviceCIDR)
      (dict "key" "ipam.reservedSubnets" "value" $ipam.reservedSubnets)
    )) }}
{{- end -}}

{{- /* Ranges for Liqo alone, if the user does not leave the choice to the IPAM. */ -}}
{{- define "liqo.ranges.own" -}}
{{- $ipam := .Values.ipam | default dict -}}
{{ include "liqo.ranges.list" (dict "values" (list
      (dict "key" "ipam.externalCIDR" "value" $ipam.externalCIDR)
      (dict "key" "ipam.internalCIDR" "value" $ipam.internalCIDR)
    )) }}
{{- end -}}

{{- /* Ranges that the IPAM allocates from. */ -}}
{{- define "liqo.ranges.pools" -}}
{{- $pools := (.Values.ipam).pools | default (list "10.0.0.0/8" "192.168.0.0/16" "172.16.0.0/12") -}}
{{ include "liqo.ranges.list" (dict "values" (list (dict "key" "ipam.pools" "value" $pools))) }}
{{- end -}}

{{- /* "true" if two ranges have an address in common. Arguments: one, other. */ -}}
{{- define "liqo.ranges.overlap" -}}
{{- if and (le .one.first .other.last) (le .other.first .one.last) -}}true{{- end -}}
{{- end -}}

{{- /* "true" if a range is within one of several. Arguments: range, ranges. */ -}}
{{- define "liqo.ranges.inside" -}}
{{- $range := .range -}}
{{- range .ranges -}}
{{- if and (le .first $range.first) (le $range.last .last) -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{- /*
An IPv4 or IPv6 range as JSON: the bits of its address as text, its prefix, and whether bits after the prefix are set
(hostBits). Argument: the CIDR, in the form that the schema accepts.
*/ -}}
{{- define "liqo.ranges.bits" -}}
{{- $parts := splitList "/" (toString .) -}}
{{- $bits := "" -}}
{{- if contains ":" (first $parts) -}}
{{- $halves := splitList "::" (first $parts) -}}
{{- $head := without (splitList ":" (first $halves)) "" -}}
{{- $tail := without (splitList ":" (index (append $halves "") 1)) "" -}}
{{- $groups := $head -}}
{{- range until (sub 8 (add (len $head) (len $tail)) | int) -}}
{{- $groups = append $groups "0" -}}
{{- end -}}
{{- range concat $groups $tail -}}
{{- /* Each group as four digits, each digit as four bits. */ -}}
{{- range splitList "" (printf "%4s" (lower .) | replace " " "0") -}}
{{- $bits = printf "%s%04b" $bits (index (dict "0" 0 "1" 1 "2" 2 "3" 3 "4" 4 "5" 5 "6" 6 "7" 7 "8" 8 "9" 9 "a" 10 "b" 11 "c" 12 "d" 13 "e" 14 "f" 15) .) -}}
{{- end -}}
{{- end -}}
{{- else -}}
{{- range splitList "." (first $parts) -}}
{{- $bits = printf "%s%08b" $bits (int .) -}}
{{- end -}}
{{- end -}}
{{- $prefix := int (last $parts) -}}
{{ dict "bits" $bits "prefix" $prefix "hostBits" (contains "1" (substr $prefix (len $bits) $bits)) | toJson }}
{{- end -}}
