{{- /*
The job that brings the CRDs up to date, on request: Helm installs those in crds/ once and never touches them again.
It applies the CRDs of this very chart, from ConfigMaps, so that any image with kubectl will do. It belongs to this
chart and not to the subchart, whose templates do not see what holds for all pods.
*/ -}}

{{- define "liqo.crdUpgrade.values" -}}
{{ (index .Values "liqo-crds").crdUpgrade | default dict | toJson }}
{{- end -}}

{{- /*
Metadata of a hook before each installation and upgrade. Arguments: root, weight (of the hook), and where its name is
longer than that of the job, suffix (what follows).
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

{{- /* Where the CRDs are, as a JSON map: for each API group its resources, with their files, GROUP_RESOURCE.yaml. */ -}}
{{- define "liqo.crdUpgrade.files" -}}
{{- $groups := dict -}}
{{- range $path, $_ := (index .Subcharts "liqo-crds").Files.Glob "crds/*.yaml" -}}
{{- $parts := base $path | trimSuffix ".yaml" | splitList "_" -}}
{{- $group := get $groups (first $parts) | default dict -}}
{{- $_ := set $groups (first $parts) (set $group (last $parts) $path) -}}
{{- end -}}
{{ toJson $groups }}
{{- end -}}
