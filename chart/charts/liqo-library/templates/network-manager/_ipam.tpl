{{- /* Environment variables and arguments of the IPAM. */ -}}

{{- define "liqo.networkManager.ipamEnvironment" -}}
{{ include "liqo.pods.fieldVariable" (dict "name" "POD_NAME" "fieldPath" "metadata.name") }}
{{ include "liqo.pods.fieldVariable" (dict "name" "POD_NAMESPACE" "fieldPath" "metadata.namespace") }}
{{- end -}}

{{- define "liqo.networkManager.ipamArguments" -}}
{{- $ipam := .Values.ipam | default dict -}}
{{- $values := $ipam.internal | default dict -}}
{{- $arguments := list "--pod-name=$(POD_NAME)" "--port=6000" -}}
{{- $synchronisation := list
      (dict "flag" "--sync-interval" "value" $values.syncInterval)
      (dict "flag" "--sync-graceperiod" "value" $values.syncGracePeriod)
-}}
{{- $arguments = concat $arguments (include "liqo.arguments.given" $synchronisation | fromJsonArray) -}}
{{- if include "liqo.networkManager.ipamElectsLeader" . -}}
{{- $arguments = concat $arguments (list
      "--leader-election"
      "--leader-election-namespace=$(POD_NAMESPACE)"
      (printf "--deployment-name=%s" (include "liqo.names.fullname" "ipam"))
    ) -}}
{{- end -}}
{{- with $ipam.pools -}}
{{- $arguments = append $arguments (printf "--pools=%s" (join "," .)) -}}
{{- end -}}
{{- $arguments = concat $arguments (include "liqo.arguments.extra" (dict "root" . "pod" $values.pod) | fromJsonArray) -}}
{{- $arguments = append $arguments (printf "--enable-graphviz=%s" (include "liqo.arguments.boolean" $values.graphviz)) -}}
{{ toYaml $arguments }}
{{- end -}}
