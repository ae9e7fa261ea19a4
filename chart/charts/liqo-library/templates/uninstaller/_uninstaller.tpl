{{- /*
The metadata of hooks that run before the release is deleted, and are deleted if they succeed. If the Job fails, Helm
prints its log; a Helm that does not know this annotation ignores it.
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
