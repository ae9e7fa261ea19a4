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
{{- $labels := dict "ipam.liqo.io/network-type" .type -}}
{{- if .fixed -}}
{{- $_ := set $labels "ipam.liqo.io/network-not-remapped" "true" -}}
{{- end -}}
{{- if .shared -}}
{{- $_ := set $labels "ipam.liqo.io/network-shared" "true" -}}
{{- end -}}
apiVersion: ipam.liqo.io/v1alpha1
kind: Network
metadata:
  {{- include "liqo.labels.metadata" (dict
        "root" .root
        "name" "ipam"
        "fullName" .name
        "labels" $labels
        "annotations" (dict "liqo.io/preinstalled" "true")
      ) | nindent 2 }}
spec:
  cidr: {{ .cidr }}
  {{- with .preAllocated }}
  preAllocated: {{ . }}
  {{- end }}
{{- end -}}
