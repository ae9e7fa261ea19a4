{{- /* Hooks that run before the release is deleted, and are gone when that succeeded. */ -}}
{{- define "liqo.uninstaller.annotations" -}}
helm.sh/hook: pre-delete
helm.sh/hook-weight: "-5"
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}

{{- define "liqo.uninstaller.metadata" -}}
name: {{ include "liqo.names.of" "pre-delete" }}
labels:
  {{- include "liqo.labels.object" (list . "pre-delete") | nindent 2 }}
annotations:
  {{- include "liqo.uninstaller.annotations" . | nindent 2 }}
{{- end -}}
