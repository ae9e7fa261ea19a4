{{- /*
What may connect to the pods of a component, and what they may connect to. Rules are passed as JSON.

No rule names the kubelet: network plug-ins always let a node reach the pods on it, so probes work.
*/ -}}

{{- /*
A NetworkPolicy. Arguments: root, name (short name of the component), ingress (a list of rules), and optionally selector
(the labels of its pods, as YAML) and egress (a list of rules in addition to the one for DNS; without it, outgoing
connections are not limited).
*/ -}}
{{- define "liqo.networkPolicy.manifest" -}}
{{- $values := .root.Values.networkPolicies | default dict -}}
{{- $limited := and ($values.egress).enabled (hasKey . "egress") -}}
{{- if $values.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "liqo.labels.metadata" (dict "root" .root "name" .name) | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- .selector | default (include "liqo.labels.selector" (dict "root" .root "name" .name)) | nindent 6 }}
  policyTypes:
    - Ingress
    {{- if $limited }}
    - Egress
    {{- end }}
  ingress:
    {{- toYaml .ingress | nindent 4 }}
  {{- if $limited }}
  egress:
    {{- prepend .egress (include "liqo.networkPolicy.toDNS" . | fromJson) | toYaml | nindent 4 }}
  {{- end }}
{{- end -}}
{{- end -}}

{{- /* A list of ports. Argument: numbers (a list). */ -}}
{{- define "liqo.networkPolicy.ports" -}}
{{- $ports := list -}}
{{- range .numbers -}}
{{- $ports = append $ports (dict "protocol" "TCP" "port" (int .)) -}}
{{- end -}}
{{ toJson $ports }}
{{- end -}}

{{- /* The addresses of the API server as a list of peers; empty if they are not known. */ -}}
{{- define "liqo.networkPolicy.apiServer" -}}
{{- $peers := list -}}
{{- range (.Values.networkPolicies).apiServerCIDRs -}}
{{- $peers = append $peers (dict "ipBlock" (dict "cidr" .)) -}}
{{- end -}}
{{ toJson $peers }}
{{- end -}}

{{- /* Connections from the API server, which is not a pod that a selector could match. Arguments: root, port. */ -}}
{{- define "liqo.networkPolicy.fromApiServer" -}}
{{- $rule := dict "ports" (include "liqo.networkPolicy.ports" (dict "numbers" (list .port)) | fromJsonArray) -}}
{{- with include "liqo.networkPolicy.apiServer" .root | fromJsonArray -}}
{{- $_ := set $rule "from" . -}}
{{- end -}}
{{ toJson $rule }}
{{- end -}}

{{- /*
Scrapes, as a list with one rule or none: without a monitor the port stays closed, unless the user lists who may scrape.
Arguments: root, monitor (the values of the component's monitor).
*/ -}}
{{- define "liqo.networkPolicy.scrapes" -}}
{{- $from := (.root.Values.networkPolicies).metricsFrom -}}
{{- $rules := list -}}
{{- if or $from .monitor.enabled -}}
{{- $rule := dict "ports" (include "liqo.networkPolicy.ports" (dict "numbers" (list 8082)) | fromJsonArray) -}}
{{- if $from -}}
{{- $_ := set $rule "from" $from -}}
{{- end -}}
{{- $rules = append $rules $rule -}}
{{- end -}}
{{ toJson $rules }}
{{- end -}}

{{- define "liqo.networkPolicy.toApiServer" -}}
{{- $ports := ((.Values.networkPolicies).egress).apiServerPorts | default (list 443 6443) -}}
{{- $rule := dict "ports" (include "liqo.networkPolicy.ports" (dict "numbers" $ports) | fromJsonArray) -}}
{{- with include "liqo.networkPolicy.apiServer" . | fromJsonArray -}}
{{- $_ := set $rule "to" . -}}
{{- end -}}
{{ toJson $rule }}
{{- end -}}

{{- /*
DNS queries to anywhere: DNS may be a pod of any name, or a cache on the node. Some plug-ins filter by the port behind
the Service, which is another one on OpenShift (5353) and Gardener (8053).
*/ -}}
{{- define "liqo.networkPolicy.toDNS" -}}
{{- $ports := list -}}
{{- range list 53 5353 8053 -}}
{{- $ports = concat $ports (list (dict "protocol" "UDP" "port" .) (dict "protocol" "TCP" "port" .)) -}}
{{- end -}}
{{ dict "ports" $ports | toJson }}
{{- end -}}
