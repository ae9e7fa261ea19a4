{{- /* What several objects of the webhook share. */ -}}

{{- /* The port of the admission server. */ -}}
{{- define "liqo.webhook.port" -}}
{{ (.Values.webhook).port | default 9443 | int }}
{{- end -}}

{{- /* The labels of the pods that answer: of several replicas, only the leader does. */ -}}
{{- define "liqo.webhook.servingPods" -}}
{{ include "liqo.labels.selector" (dict "root" . "name" "webhook") }}
{{- if gt (include "liqo.pods.replicas" (.Values.webhook).replicas | int) 1 }}
leaderelection.liqo.io/leader: "true"
{{- end }}
{{- end -}}

{{- define "liqo.webhook.arguments" -}}
{{- $values := .Values.webhook | default dict -}}
{{- $arguments := list (printf "--webhook-port=%s" (include "liqo.webhook.port" .)) -}}
{{- if gt (include "liqo.pods.replicas" $values.replicas | int) 1 -}}
{{- $arguments = append $arguments "--enable-leader-election=true" -}}
{{- end -}}
{{- $arguments = concat $arguments (list
      "--cluster-id=$(CLUSTER_ID)"
      "--liqo-namespace=$(POD_NAMESPACE)"
      (printf "--secret-name=%s-certs" (include "liqo.names.fullname" "webhook"))
    ) -}}
{{- with ((.Values.offloading).runtimeClass).name -}}
{{- $arguments = append $arguments (printf "--liqo-runtime-class=%v" .) -}}
{{- end -}}
{{- range include "liqo.modes.podCIDRs" . | fromJsonArray -}}
{{- $arguments = append $arguments (printf "--podcidr=%s" .) -}}
{{- end -}}
{{- $template := printf "%s/%s" .Release.Namespace (include "liqo.names.defaultOptionsTemplate" .) -}}
{{- $arguments = append $arguments (printf "--vk-options-default-template=%s" $template) -}}
{{- if ((.Values.controllerManager).config).enableResourceEnforcement -}}
{{- $arguments = append $arguments "--enable-resource-enforcement" -}}
{{- end -}}
{{ concat $arguments (include "liqo.arguments.extra" (dict "root" . "pod" $values.pod) | fromJsonArray) | toYaml }}
{{- end -}}

{{- define "liqo.webhook.environment" -}}
{{ include "liqo.pods.clusterIdVariable" . }}
{{ include "liqo.pods.fieldVariable" (dict "name" "POD_NAME" "fieldPath" "metadata.name") }}
{{ include "liqo.pods.fieldVariable" (dict "name" "POD_NAMESPACE" "fieldPath" "metadata.namespace") }}
- name: DEPLOYMENT_NAME
  value: {{ include "liqo.names.fullname" "webhook" }}
{{- end -}}
