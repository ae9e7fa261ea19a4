{{- /* The environment and the command line of the IPAM. */ -}}

{{- define "liqo.networkManager.ipamEnvironment" -}}
{{ include "liqo.pods.fieldVariable" (list "POD_NAME" "metadata.name") }}
{{ include "liqo.pods.fieldVariable" (list "POD_NAMESPACE" "metadata.namespace") }}
{{- end -}}

{{- define "liqo.networkManager.ipamArguments" -}}
{{- $ipam := .Values.ipam | default dict -}}
{{- $values := $ipam.internal | default dict -}}
{{- $arguments := list "--pod-name=$(POD_NAME)" "--port=6000" -}}
{{- $synchronisation := list
      (list "--sync-interval" $values.syncInterval)
      (list "--sync-graceperiod" $values.syncGracePeriod)
-}}
{{- $arguments = concat $arguments (include "liqo.arguments.given" $synchronisation | fromJsonArray) -}}
{{- if include "liqo.networkManager.ipamElectsLeader" . -}}
{{- $arguments = concat $arguments (list
      "--leader-election"
      "--leader-election-namespace=$(POD_NAMESPACE)"
      (printf "--deployment-name=%s" (include "liqo.names.of" "ipam"))
    ) -}}
{{- end -}}
{{- with $ipam.pools -}}
{{- $arguments = append $arguments (printf "--pools=%s" (join "," .)) -}}
{{- end -}}
{{- $arguments = concat $arguments (include "liqo.arguments.extra" (list . ($values.pod | default dict)) | fromJsonArray) -}}
{{- $arguments = append $arguments (printf "--enable-graphviz=%s" (include "liqo.arguments.boolean" $values.graphviz)) -}}
{{ toYaml $arguments }}
{{- end -}}
