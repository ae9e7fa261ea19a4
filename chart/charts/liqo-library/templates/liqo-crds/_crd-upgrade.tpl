{{- /*
The optional Job that updates the CRDs: Helm installs those in crds/ once and never changes them again. It applies the
CRDs of this chart from ConfigMaps, so any image with kubectl works. It is in this chart and not in the subchart,
because a subchart's templates do not see the values for all pods.
*/ -}}

{{- define "liqo.crdUpgrade.values" -}}
{{ (index .Values "liqo-crds").crdUpgrade | default dict | toJson }}
{{- end -}}

{{- /*
The metadata of a hook before each install and upgrade. Arguments: root, weight (of the hook), and optionally suffix
(added to the name of the Job).
*/ -}}
{{- define "liqo.crdUpgrade.metadata" -}}
{{- $values := include "liqo.crdUpgrade.values" .root | fromJson -}}
{{- $annotations := dict
      "helm.sh/hook" "pre-install,pre-upgrade"
      "helm.sh/hook-weight" .weight
      "helm.sh/hook-delete-policy" (ternary "before-hook-creation" "before-hook-creation,hook-succeeded" (eq (toString $values.keepResources) "true"))
-}}
{{ include "liqo.labels.metadata" (dict
      "root" .root
      "name" "crds-upgrade"
      "fullName" (printf "%s%s" (include "liqo.names.fullname" "crds-upgrade") (.suffix | default ""))
      "image" $values.image
      "annotations" $annotations
    ) }}
{{- end -}}

{{- /*
The files of the CRDs, as a JSON map: for each API group its resources, with their files (GROUP_RESOURCE.yaml).
*/ -}}
{{- define "liqo.crdUpgrade.files" -}}
{{- $groups := dict -}}
{{- range $path, $_ := (index .Subcharts "liqo-crds").Files.Glob "crds/*.yaml" -}}
{{- $parts := base $path | trimSuffix ".yaml" | splitList "_" -}}
{{- $group := get $groups (first $parts) | default dict -}}
{{- $_ := set $groups (first $parts) (set $group (last $parts) $path) -}}
{{- end -}}
{{ toJson $groups }}
{{- end -}}
