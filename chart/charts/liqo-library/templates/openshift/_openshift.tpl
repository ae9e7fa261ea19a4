{{- /* What both SecurityContextConstraints share. Argument: hostNetwork. */ -}}
{{- define "liqo.openshift.privileges" -}}
allowHostDirVolumePlugin: false
allowHostIPC: false
allowHostNetwork: {{ .hostNetwork }}
allowHostPID: false
allowHostPorts: {{ .hostNetwork }}
allowPrivilegeEscalation: true
allowPrivilegedContainer: true
allowedCapabilities:
  - NET_ADMIN
  - NET_RAW
defaultAddCapabilities: []
readOnlyRootFilesystem: false
{{- range list "fsGroup" "runAsUser" "seLinuxContext" "supplementalGroups" }}
{{ . }}:
  type: RunAsAny
{{- end }}
volumes:
  - configMap
  - downwardAPI
  - emptyDir
  - persistentVolumeClaim
  - projected
  - secret
{{- end -}}
