{{- /* Hooks that run before the release is deleted, and are gone when that succeeded. */ -}}
{{- define "liqo.uninstaller.metadata" -}}
{{- $annotations := dict
      "helm.sh/hook" "pre-delete"
      "helm.sh/hook-weight" "-5"
      "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded"
-}}
{{ include "liqo.labels.metadata" (dict "root" . "name" "pre-delete" "annotations" $annotations) }}
{{- end -}}
