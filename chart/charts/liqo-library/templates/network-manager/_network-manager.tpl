{{- /* What several parts of the networking module share. */ -}}

{{- /*
The port of the Geneve tunnels between gateways and nodes. The programs' own defaults differ from each other, so the
chart always sets one.
*/ -}}
{{- define "liqo.networkManager.genevePort" -}}
{{ (.Values.networking).genevePort | default 6091 | int }}
{{- end -}}

{{- /* "true" if several instances of the IPAM elect the one that answers. */ -}}
{{- define "liqo.networkManager.ipamElectsLeader" -}}
{{- if gt (include "liqo.pods.replicas" ((.Values.ipam).internal).replicas | int) 1 -}}true{{- end -}}
{{- end -}}

{{- /* A CIDR as part of a name. */ -}}
{{- define "liqo.networkManager.cidrName" -}}
{{ toString . | lower | replace "/" "-" | replace "." "-" | replace ":" "-" }}
{{- end -}}

{{- /*
A Network: a range that the IPAM knows from the start. Arguments: root, name, type, cidr, and optionally fixed (true:
never remapped to another range), shared (true: may overlap with other shared ones), preAllocated (number of addresses
reserved at its beginning).
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
