{{- /* Facts that several parts of the networking module share. */ -}}

{{- /*
The port of the tunnels between gateways and nodes. The programs' own defaults differ from each other, so the chart
has to name one whatever the values say.
*/ -}}
{{- define "liqo.networkManager.genevePort" -}}
{{ (.Values.networking).genevePort | default 6091 | int }}
{{- end -}}

{{- /* "true" where several instances of the IPAM elect one that answers. */ -}}
{{- define "liqo.networkManager.ipamElectsLeader" -}}
{{- if gt (include "liqo.pods.replicas" ((.Values.ipam).internal).replicas | int) 1 -}}true{{- end -}}
{{- end -}}

{{- /* A name made of a CIDR. */ -}}
{{- define "liqo.networkManager.cidrName" -}}
{{ toString . | lower | replace "/" "-" | replace "." "-" | replace ":" "-" }}
{{- end -}}

{{- /*
A Network: a range of addresses that the IPAM knows from the start. Arguments as a map: root, name, type, cidr, and
where true: fixed (never remapped to another range), shared (may overlap with other shared ones), preAllocated
(number of addresses taken from its beginning).
*/ -}}
{{- define "liqo.networkManager.network" -}}
apiVersion: ipam.liqo.io/v1alpha1
kind: Network
metadata:
  name: {{ .name }}
  labels:
    {{- include "liqo.labels.object" (list .root "ipam") | nindent 4 }}
    ipam.liqo.io/network-type: {{ .type }}
    {{- if .fixed }}
    ipam.liqo.io/network-not-remapped: "true"
    {{- end }}
    {{- if .shared }}
    ipam.liqo.io/network-shared: "true"
    {{- end }}
  annotations:
    liqo.io/preinstalled: "true"
spec:
  cidr: {{ .cidr }}
  {{- with .preAllocated }}
  preAllocated: {{ . }}
  {{- end }}
{{- end -}}
