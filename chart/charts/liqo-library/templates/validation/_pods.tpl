{{- /* Settings of pods that the API server rejects: LQ526, LQ531, LQ535, LQ536, LQ541 and LQ542. */ -}}

{{- /*
The pods of the chart, as a JSON list: the path of their `pod` values, the volumes of the chart, and whether one of their
containers is privileged unless the user changes that. validator/liqo_values/rules/pod_settings.py has the same list.
*/ -}}
{{- define "liqo.validation.pods" -}}
{{- $gateways := (.Values.networking).gatewayTemplates | default dict -}}
{{- list
      (dict "path" "controllerManager.pod" "pod" (.Values.controllerManager).pod)
      (dict "path" "webhook.pod" "pod" (.Values.webhook).pod)
      (dict "path" "ipam.internal.pod" "pod" ((.Values.ipam).internal).pod)
      (dict "path" "crdReplicator.pod" "pod" (.Values.crdReplicator).pod)
      (dict "path" "metricAgent.pod" "pod" (.Values.metricAgent).pod "volumes" (list "certs"))
      (dict "path" "telemetry.pod" "pod" (.Values.telemetry).pod)
      (dict "path" "uninstaller.pod" "pod" (.Values.uninstaller).pod)
      (dict "path" "proxy.pod" "pod" (.Values.proxy).pod)
      (dict "path" "networking.fabric.pod" "pod" ((.Values.networking).fabric).pod "privileged" true)
      (dict "path" "networking.gatewayTemplates.pod" "pod" $gateways.pod "privileged" true "volumes" (list "wireguard-config" "ipc"))
      (dict "path" "liqo-crds.crdUpgrade.pod" "pod" (include "liqo.crdUpgrade.values" . | fromJson).pod "volumes" (list "crds"))
      (dict "path" "helmTest.pod" "pod" (.Values.helmTest).pod "volumes" (list "object"))
    | toJson -}}
{{- end -}}

{{- define "liqo.validation.LQ526" -}}
{{- include "liqo.validation.resources" (dict "check" "liqo.validation.requests" "path" "" "value" (omit .Values "global" "liqo-library" "extraObjects")) -}}
{{- end -}}

{{- define "liqo.validation.LQ542" -}}
{{- include "liqo.validation.resources" (dict "check" "liqo.validation.hugePages" "path" "" "value" (omit .Values "global" "liqo-library" "extraObjects")) -}}
{{- end -}}

{{- /* What a check finds in all maps named `resources` below a map. Arguments: check (a named template), path, value. */ -}}
{{- define "liqo.validation.resources" -}}
{{- $path := .path -}}
{{- $check := .check -}}
{{- range $key, $inner := .value -}}
{{- if kindIs "map" $inner -}}
{{- $inside := printf "%s%s" (ternary (printf "%s." $path) "" (ne $path "")) $key -}}
{{- $name := ternary $check "liqo.validation.resources" (eq $key "resources") -}}
{{- include $name (dict "check" $check "path" $inside "value" $inner) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The findings of LQ526 in resources. Arguments: path, value. */ -}}
{{- define "liqo.validation.requests" -}}
{{- $path := .path -}}
{{- $limits := .value.limits -}}
{{- range $name, $request := .value.requests -}}
{{- $limit := index ($limits | default dict) $name -}}
{{- if kindIs "invalid" $request -}}
{{- else if and (regexMatch `^hugepages-|/` $name) (not (regexMatch `^([^/]*[.])?kubernetes[.]io/` $name)) -}}
{{- if or (kindIs "invalid" $limit) (ne (include "liqo.quantities.amount" $request) (include "liqo.quantities.amount" $limit)) }}
LQ526 request-over-limit: {{ $path }}.requests has {{ quote $name }} without a limit of the same amount, but Kubernetes does not overcommit this resource. Set the limit to the same amount.
{{ end -}}
{{- else if not (kindIs "invalid" $limit) -}}
{{- $asked := include "liqo.quantities.amount" $request -}}
{{- $most := include "liqo.quantities.amount" $limit -}}
{{- if and $asked $most (gt (float64 $asked) (mulf (float64 $most) 1.000000001)) }}
LQ526 request-over-limit: {{ $path }}.requests.{{ $name }} is {{ $request }}, but its limit is {{ $limit }}. Lower the request or raise the limit.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* The findings of LQ542 in resources. Arguments: path, value. */ -}}
{{- define "liqo.validation.hugePages" -}}
{{- $path := .path -}}
{{- $pages := false -}}
{{- $others := false -}}
{{- range $kind := list "limits" "requests" -}}
{{- range $name, $amount := index $.value $kind -}}
{{- if kindIs "invalid" $amount -}}
{{- else if hasPrefix "hugepages-" $name -}}
{{- $pages = true -}}
{{- $bytes := include "liqo.quantities.amount" $amount | default "0" | float64 -}}
{{- $size := trimPrefix "hugepages-" $name | include "liqo.quantities.amount" | default "0" | float64 | int64 -}}
{{- /* Kubernetes has no larger number. */ -}}
{{- $whole := and (lt $bytes 9.2e18) (eq $bytes (float64 (int64 $bytes))) -}}
{{- if and $whole $size -}}
{{- $whole = eq (mod (int64 $bytes) $size) 0 -}}
{{- end -}}
{{- if and (eq $kind "limits") (not (and $whole $size)) }}
LQ542 huge-pages: {{ $path }}.limits.{{ $name }} is {{ $amount }}, which is not a whole number of pages. Use a multiple of {{ trimPrefix "hugepages-" $name }}.
{{ end -}}
{{- else if has $name (list "cpu" "memory") -}}
{{- $others = true -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $pages (not $others) }}
LQ542 huge-pages: {{ $path }} has huge pages, but neither cpu nor memory. Add one of them.
{{ end -}}
{{- end -}}

{{- /* A quantity of Kubernetes as a number; empty if it is not a quantity. Argument: the quantity. */ -}}
{{- define "liqo.quantities.amount" -}}
{{- $text := include "liqo.text.scalar" . -}}
{{- $number := regexFind `^([0-9]+\.?[0-9]*|\.[0-9]+)` $text -}}
{{- $unit := trimPrefix $number $text -}}
{{- /* Small units divide, so that 700m is exactly 0.7. */ -}}
{{- $divisors := dict "m" 1e3 "u" 1e6 "n" 1e9 -}}
{{- $factors := dict "" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 "Pi" 1125899906842624.0 "Ei" 1152921504606846976.0 -}}
{{- if not $number -}}
{{- else if hasKey $divisors $unit -}}
{{ printf "%g" (divf (float64 $number) (get $divisors $unit)) }}
{{- else if hasKey $factors $unit -}}
{{ printf "%g" (mulf (float64 $number) (get $factors $unit)) }}
{{- else if regexMatch `^[eE][-+]?[0-9]{1,2}$` $unit -}}
{{ printf "%g" (float64 $text) }}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ531" -}}
{{- $split := dict -}}
{{- range include "liqo.validation.argumentMaps" . | fromJsonArray -}}
{{- $_ := set $split .path true -}}
{{- end -}}
{{- include "liqo.validation.labels" (dict "path" "" "split" $split "value" (omit .Values "global" "liqo-library" "extraObjects")) -}}
{{- end -}}

{{- /*
The findings of LQ531 in all maps of labels, annotations and node selectors below a map. Arguments: path, value, split
(the maps in which LQ505 reports commas).
*/ -}}
{{- define "liqo.validation.labels" -}}
{{- $path := .path -}}
{{- $split := .split -}}
{{- $named := regexMatch `^virtualKubelet\.optionsTemplates$` $path -}}
{{- range $key, $inner := .value -}}
{{- if kindIs "map" $inner -}}
{{- $inside := printf "%s%s" (ternary (printf "%s." $path) "" (ne $path "")) $key -}}
{{- if $named -}}
{{- $inside = include "liqo.optionsTemplates.path" $key -}}
{{- end -}}
{{- $nested := false -}}
{{- range $inner -}}
{{- if or (kindIs "map" .) (kindIs "slice" .) -}}{{- $nested = true -}}{{- end -}}
{{- end -}}
{{- $kind := regexFind `(?i)(labels|nodeselector|annotations)$` $key | lower -}}
{{- if and $kind (not $nested) (not $named) (ne $key "matchLabels") -}}
{{- range $name, $value := $inner -}}
{{- $text := include "liqo.text.scalar" $value -}}
{{- $parts := regexSplit "/" $name 2 -}}
{{- if and (hasKey $split $inside) (contains "," $text) -}}
{{- else if not (regexMatch `^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$` $name) }}
LQ531 invalid-label: {{ $inside }} has the key {{ quote $name }}, which the API server rejects. Use letters, digits, dashes, underscores and dots, e.g. team or example.com/team.
{{ else if gt (len (first $parts)) (ternary 253 999 (contains "/" $name)) }}
LQ531 invalid-label: {{ $inside }} has the key {{ quote $name }}, which the API server rejects. Use at most 253 characters before the slash.
{{ else if and (ne $kind "annotations") (not (kindIs "invalid" $value)) (not (regexMatch `^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$` $text)) }}
LQ531 invalid-label: {{ $inside }} has the value {{ quote $text }} for {{ quote $name }}, which the API server rejects. Use up to 63 letters, digits, dashes, underscores and dots, or an annotation.
{{ end -}}
{{- end -}}
{{- else -}}
{{- include "liqo.validation.labels" (dict "path" $inside "split" $split "value" $inner) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ541" -}}
{{- range include "liqo.validation.pods" . | fromJsonArray -}}
{{- $path := .path -}}
{{- $volumes := .volumes | default list -}}
{{- range (.pod).extraVolumes -}}
{{- $volumes = append $volumes .name -}}
{{- end -}}
{{- $uses := dict -}}
{{- range $number, $mount := (.pod).extraVolumeMounts -}}
{{- $_ := set $uses (printf "extraVolumeMounts[%d].name" $number) $mount.name -}}
{{- end -}}
{{- range $number, $variable := (.pod).extraEnv -}}
{{- with ($variable.valueFrom).fileKeyRef -}}
{{- $_ := set $uses (printf "extraEnv[%d].valueFrom.fileKeyRef.volumeName" $number) .volumeName -}}
{{- end -}}
{{- end -}}
{{- range $where, $name := $uses -}}
{{- if not (has $name $volumes) }}
LQ541 missing-volume: {{ $path }}.{{ $where }} is {{ quote $name }}, but {{ $path }}.extraVolumes has no volume of that name. Add the volume or correct the name.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ535" -}}
{{- $lists := list (dict "path" "common.topologySpreadConstraints" "items" (.Values.common).topologySpreadConstraints "keys" (list "topologyKey" "whenUnsatisfiable")) -}}
{{- $lists = append $lists (dict "path" "imagePullSecrets" "items" (kindIs "slice" .Values.imagePullSecrets | ternary .Values.imagePullSecrets list) "keys" (list "name")) -}}
{{- range include "liqo.validation.pods" . | fromJsonArray -}}
{{- $pod := .pod | default dict -}}
{{- $path := .path -}}
{{- range $name, $keys := dict "extraEnv" (list "name") "extraVolumes" (list "name") "extraVolumeMounts" (list "mountPath") "topologySpreadConstraints" (list "topologyKey" "whenUnsatisfiable") -}}
{{- $lists = append $lists (dict "path" (printf "%s.%s" $path $name) "items" (index $pod $name) "keys" $keys) -}}
{{- end -}}
{{- $lists = append $lists (dict "path" (printf "%s.securityContext.sysctls" $path) "items" ($pod.securityContext).sysctls "keys" (list "name")) -}}
{{- end -}}
{{- range $lists -}}
{{- $path := .path -}}
{{- $keys := .keys -}}
{{- $seen := list -}}
{{- range $number, $item := .items -}}
{{- $identity := list -}}
{{- range $keys -}}
{{- $identity = append $identity (get $item .) -}}
{{- end -}}
{{- if has $identity $seen }}
LQ535 duplicate-item: {{ $path }}[{{ $number }}] has the same {{ join " and " $keys }} as another item: {{ join ", " $identity }}. Remove one of them.
{{ end -}}
{{- $seen = append $seen $identity -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.validation.LQ536" -}}
{{- $networking := include "liqo.modes.networking" . -}}
{{- range include "liqo.validation.pods" . | fromJsonArray -}}
{{- if or (not .privileged) $networking -}}
{{- $context := (.pod).containerSecurityContext | default dict -}}
{{- $forbids := and (hasKey $context "allowPrivilegeEscalation") (eq (toString $context.allowPrivilegeEscalation) "false") -}}
{{- if and .privileged $forbids (not (hasKey $context "privileged")) }}
LQ536 privilege-contradiction: {{ .path }}.containerSecurityContext.allowPrivilegeEscalation is false, but these pods are privileged, which allows it. Remove the key, or set privileged: false.
{{ end -}}
{{- if ne (toString (ternary $context.privileged .privileged (hasKey $context "privileged"))) "true" -}}
{{- $path := .path -}}
{{- range $number, $mount := (.pod).extraVolumeMounts -}}
{{- if eq (toString ($mount).mountPropagation) "Bidirectional" }}
LQ536 privilege-contradiction: {{ $path }}.extraVolumeMounts[{{ $number }}].mountPropagation is Bidirectional, but these pods are not privileged. Use HostToContainer.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
