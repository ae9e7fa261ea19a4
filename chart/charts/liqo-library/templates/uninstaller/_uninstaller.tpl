{{- /*
Hooks that run before the release is deleted, and are gone when that succeeded. When it failed, Helm prints the log of the
job, which says why; Helms that do not know of that pass over it.
*/ -}}
{{- define "liqo.uninstaller.metadata" -}}
{{- $annotations := dict
      "helm.sh/hook" "pre-delete"
      "helm.sh/hook-weight" "-5"
      "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded"
      "helm.sh/hook-output-log-policy" "hook-failed"
-}}
{{ include "liqo.labels.metadata" (dict "root" . "name" "pre-delete" "annotations" $annotations) }}
{{- end -}}
