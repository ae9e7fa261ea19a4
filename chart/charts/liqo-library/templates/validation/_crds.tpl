{{- /* CRDs of an earlier release, which Helm never updates: LQ540. */ -}}

{{- define "liqo.validation.LQ540" -}}
{{- $job := include "liqo.crdUpgrade.values" . | fromJson -}}
{{- if ne (toString $job.enabled) "true" -}}
{{- with include "liqo.crds.undeclared" . | fromJson -}}
LQ540 outdated-crds: the CRDs in this cluster are older than this chart, and do not declare what these values need:
{{- range $name, $fields := . }}
  {{ $name }}: {{ join ", " $fields }}
{{- end }}
Helm never updates CRDs, so the API server would reject or drop these fields. Update the CRDs first, then repeat this command:
  helm show crds CHART | kubectl apply --server-side --force-conflicts -f -
Or set liqo-crds.crdUpgrade.enabled: true, so that a Job does this before each upgrade.
{{- end -}}
{{- end -}}
{{- end -}}

{{- /*
What the CRDs in the cluster lack, as a JSON map: the name of each such CRD with fields and words. Of later releases than
Liqo 1.0.0, only these two CRDs have something new that the chart writes.
*/ -}}
{{- define "liqo.crds.undeclared" -}}
{{- $found := dict -}}
{{- $templates := "vkoptionstemplates.offloading.liqo.io" -}}
{{- with lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" $templates -}}
{{- $declared := include "liqo.crds.spec" . | fromJson -}}
{{- range $field, $_ := include "liqo.crds.optionsTemplateFields" $ | fromJson -}}
{{- if not (hasKey $declared $field) -}}
{{- $_ := append (get $found $templates | default list) (printf "spec.%s" $field) | set $found $templates -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (include "liqo.modes.networking" .) (((.Values.networking).gateway).mssclamp).enabled -}}
{{- $rules := "firewallconfigurations.networking.liqo.io" -}}
{{- with lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" $rules -}}
{{- if not (include "liqo.crds.spec" . | contains `"tcpmssclamp"`) -}}
{{- $_ := set $found $rules (list "tcpmssclamp (networking.gateway.mssclamp)") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ toJson $found }}
{{- end -}}

{{- /* What a CRD declares below `spec`, as JSON. Argument: the CRD. */ -}}
{{- define "liqo.crds.spec" -}}
{{- $properties := ((first .spec.versions).schema).openAPIV3Schema.properties -}}
{{ $properties.spec.properties | default dict | toJson }}
{{- end -}}

{{- /* The fields of the spec that some VkOptionsTemplate of the release has, as the keys of a JSON map. */ -}}
{{- define "liqo.crds.optionsTemplateFields" -}}
{{- $default := dict "root" . "name" (include "liqo.names.defaultOptionsTemplate" .) -}}
{{- $fields := (include "liqo.virtualKubelet.optionsTemplate" $default | fromYaml).spec | default dict -}}
{{- range $name := include "liqo.optionsTemplates.names" . | fromJsonArray -}}
{{- $values := include "liqo.optionsTemplates.values" (dict "root" $ "name" $name) | fromJson -}}
{{- $own := dict "root" (set (omit $ "Values") "Values" $values) "name" $name -}}
{{- $fields = merge $fields ((include "liqo.virtualKubelet.optionsTemplate" $own | fromYaml).spec | default dict) -}}
{{- end -}}
{{ toJson $fields }}
{{- end -}}
