{{- /* A VkOptionsTemplate, from which virtual kubelets are created. Arguments: root, name. */ -}}
{{- define "liqo.virtualKubelet.optionsTemplate" -}}
{{- $name := .name -}}
{{- with .root -}}
{{- $values := .Values.virtualKubelet | default dict -}}
{{- $extra := $values.extra | default dict -}}
{{- $nodeExtra := ($values.virtualNode).extra | default dict -}}
{{- $offloading := .Values.offloading | default dict -}}
{{- $reflection := $offloading.reflection | default dict -}}
{{- $metrics := (.Values.metrics).enabled -}}
apiVersion: offloading.liqo.io/v1beta1
kind: VkOptionsTemplate
metadata:
  {{- include "liqo.labels.metadata" (dict
        "root" .
        "name" "virtual-kubelet"
        "fullName" $name
        "image" $values.image
      ) | nindent 2 }}
spec:
  replicas: {{ include "liqo.pods.replicas" $values.replicas }}
  createNode: {{ include "liqo.arguments.boolean" $offloading.createNode }}
  disableNetworkCheck: {{ include "liqo.arguments.boolean" $offloading.disableNetworkCheck }}
  containerImage: {{ include "liqo.images.reference" (dict "root" . "image" $values.image "program" "virtual-kubelet") | quote }}
  {{- with .Values.pullPolicy }}
  pullPolicy: {{ . }}
  {{- end }}
  {{- with include "liqo.pods.imagePullSecrets" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  metricsEnabled: {{ include "liqo.arguments.boolean" $metrics }}
  {{- if $metrics }}
  metricsAddress: ":{{ ($values.metrics).port | default 5872 | int }}"
  {{- end }}
  {{- with ($reflection.skip).labels }}
  labelsNotReflected:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with ($reflection.skip).annotations }}
  annotationsNotReflected:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  reflectorsConfig:
    {{- include "liqo.virtualKubelet.reflectors" $reflection | nindent 4 }}
  {{- with include "liqo.pods.resources" $extra.resources | fromYaml }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with include "liqo.virtualKubelet.arguments" . | fromJsonArray }}
  extraArgs:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- range $field, $content := dict
        "extraAnnotations" $extra.annotations
        "extraLabels" $extra.labels
        "nodeExtraAnnotations" $nodeExtra.annotations
        "nodeExtraLabels" $nodeExtra.labels
  }}
  {{- with include "liqo.text.map" $content }}
  {{ $field }}:
    {{- . | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- with $extra.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
{{- end -}}
