{{- /*
Combinations of values that cannot work, refused before anything reaches a cluster: one block per rule, named after
the rule's code, empty where the rule is kept. `liqo-values check` reports the same codes with file and line.

Nothing else in this chart calls `fail`: all faults are reported at once. A block must therefore render whatever values
the schema lets through, and so must every other template.
*/ -}}

{{- define "liqo.refusals.codes" -}}
- LQ004
- LQ101
- LQ102
- LQ103
- LQ104
- LQ201
- LQ202
- LQ203
- LQ208
- LQ209
- LQ501
- LQ502
- LQ503
- LQ504
- LQ505
- LQ506
{{- end -}}

{{- /* All refusals as one text, empty if there is none. */ -}}
{{- define "liqo.refusals.all" -}}
{{- $root := . -}}
{{- $found := list -}}
{{- range include "liqo.refusals.codes" . | fromYamlArray -}}
{{- with include (printf "liqo.refusals.%s" .) $root | trim -}}
{{- $found = append $found . -}}
{{- end -}}
{{- end -}}
{{- if $found -}}
{{- printf "\n\nThese values cannot be installed:\n\n%s\n" (join "\n\n" $found) -}}
{{- end -}}
{{- end -}}

{{- /* The schema refuses these too; they are repeated for --skip-schema-validation, since "false" would mean true. */ -}}
{{- define "liqo.refusals.LQ004" -}}
{{- $networking := .Values.networking | default dict -}}
{{- range $key := list "enabled" "reflectIPs" -}}
{{- $value := index $networking $key -}}
{{- if not (or (kindIs "bool" $value) (kindIs "invalid" $value)) }}
LQ004 quoted-boolean: networking.{{ $key }} is the {{ kindOf $value }} {{ toJson $value }}, not a boolean. Write true or false without quotes, and use --set instead of --set-string.
{{ end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ101" -}}
{{- $reflectIPs := (.Values.networking).reflectIPs -}}
{{- if and (kindIs "bool" $reflectIPs) (not $reflectIPs) -}}
{{- if eq ((include "liqo.virtualKubelet.read" . | fromJson).disableIPReflection | default "") "false" -}}
LQ101 reflection-contradiction: networking.reflectIPs is false, but virtualKubelet.extra.args turns the reflection of IPs on with --disable-ip-reflection=false, and the argument would win. Remove it from virtualKubelet.extra.args to hide the IPs, or write networking.reflectIPs: true to reflect them.
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ102" -}}
{{- if and (include "liqo.modes.networking" .) (not (.Values.ipam).serviceCIDR) -}}
LQ102 missing-service-cidr: ipam.serviceCIDR is empty, but the networking module needs it to remap the addresses of Services. Write the range that the Services of this cluster have, e.g. ipam.serviceCIDR: 10.96.0.0/12, or networking.enabled: false to install without the module.
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ103" -}}
{{- if and (include "liqo.modes.networking" .) (not (include "liqo.modes.podCIDRs" . | fromJsonArray)) -}}
LQ103 missing-pod-cidr: ipam.podCIDR and ipam.podCIDRs are empty, but the networking module needs to know which addresses are pods of this cluster. Write their range, e.g. ipam.podCIDR: 10.244.0.0/16, or networking.enabled: false to install without the module.
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ104" -}}
{{- $networking := .Values.networking | default dict -}}
{{- range $key := list "enabled" "reflectIPs" -}}
{{- if kindIs "invalid" (index $networking $key) }}
LQ104 undecided-mode: networking.{{ $key }} has no value: null or a blank deleted the default. It decides what is installed, so write networking.{{ $key }}: true or networking.{{ $key }}: false.
{{ end -}}
{{- end -}}
{{- end -}}

{{- /* The items of virtualKubelet.extra.args that break a rule, as text. Arguments: root, the rule's code. */ -}}
{{- define "liqo.refusals.arguments" -}}
{{- $code := index . 1 -}}
{{- $items := list -}}
{{- range (include "liqo.virtualKubelet.read" (index . 0) | fromJson).faults -}}
{{- if eq .code $code -}}
{{- $items = append $items (printf "virtualKubelet.extra.args[%d] is %s" (int .number) (quote .item)) -}}
{{- end -}}
{{- end -}}
{{ join ", " $items }}
{{- end -}}

{{- define "liqo.refusals.LQ201" -}}
{{- with include "liqo.refusals.arguments" (list . "LQ201") -}}
LQ201 unreadable-boolean: {{ . }}: the virtual kubelet cannot read the value and exits. Write --disable-ip-reflection to hide the IPs or --disable-ip-reflection=false to reflect them (read are 1 t T TRUE true True 0 f F FALSE false False).
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ202" -}}
{{- with include "liqo.refusals.arguments" (list . "LQ202") -}}
LQ202 single-dash: {{ . }}: the virtual kubelet reads letters after one dash as short flags, knows none of them, and exits. Write two dashes: --disable-ip-reflection.
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ203" -}}
{{- with include "liqo.refusals.arguments" (list . "LQ203") -}}
LQ203 misspelt-flag: {{ . }}: the virtual kubelet does not know this as a flag. Write --disable-ip-reflection in lower case, with dashes, without blanks, and with its value (if any) after =, as in --disable-ip-reflection=false.
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ208" -}}
{{- with include "liqo.refusals.arguments" (list . "LQ208") -}}
LQ208 unknown-flag: {{ . }}: the virtual kubelet has no such flag to run with, and exits. Write one flag in each item, with two dashes and its value after =, as in --certificate-type=aws.
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ209" -}}
{{- with include "liqo.refusals.arguments" (list . "LQ209") -}}
LQ209 unreadable-value: {{ . }}: the virtual kubelet cannot read the value, or takes what follows for one, and exits. Write the value in the same item after =, a number, boolean or duration where the flag needs one, as in --node-ping-interval=30s.
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ501" -}}
{{- $given := include "liqo.clusterId.given" . -}}
{{- if and $given (not (and (regexMatch "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" $given) (le (len $given) 63))) -}}
LQ501 invalid-cluster-id: discovery.config.clusterID is {{ quote $given }}, but it becomes part of names in every peered cluster. Write up to 63 lower-case letters, digits and dashes, the first and the last of them no dash, e.g. discovery.config.clusterID: rome.
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ502" -}}
{{- $given := include "liqo.clusterId.given" . -}}
{{- $existing := include "liqo.clusterId.existing" . -}}
{{- if and $given $existing (ne $given $existing) -}}
LQ502 changed-cluster-id: discovery.config.clusterID is {{ quote $given }}, but this cluster is {{ quote $existing }} already, and its peers know it by that name. Write discovery.config.clusterID: {{ $existing }} or leave it empty; to rename the cluster, unpeer it and uninstall Liqo first.
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ503" -}}
{{- with .Values.nameOverride -}}
{{- if ne (toString .) "liqo" -}}
LQ503 invalid-name-override: nameOverride is {{ quote . }}, but Liqo's programs look for objects whose names begin with liqo-, and find none under another name. Remove nameOverride.
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ504" -}}
{{- $aws := (.Values.authentication).awsConfig | default dict -}}
{{- $existing := eq (toString $aws.useExistingSecret) "true" -}}
{{- range $key := list "accessKeyId" "secretAccessKey" -}}
{{- $value := get $aws $key -}}
{{- $reference := "" -}}
{{- if kindIs "map" $value -}}
{{- $reference = and ($value.secretKeyRef).name ($value.secretKeyRef).key -}}
{{- end -}}
{{- if and $existing $value (not $reference) }}
LQ504 aws-secret-mismatch: authentication.awsConfig.useExistingSecret is true, but authentication.awsConfig.{{ $key }} does not name the secret. Write it as a map: secretKeyRef with name and key.
{{ else if and (not $existing) (kindIs "map" $value) }}
LQ504 aws-secret-mismatch: authentication.awsConfig.{{ $key }} refers to a secret, but authentication.awsConfig.useExistingSecret is false. Write authentication.awsConfig.useExistingSecret: true, or the value itself.
{{ end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ505" -}}
{{- $common := .Values.common | default dict -}}
{{- $node := ((.Values.virtualKubelet).virtualNode).extra | default dict -}}
{{- range list
      (list "common.globalAnnotations" $common.globalAnnotations)
      (list "common.globalLabels" $common.globalLabels)
      (list "discovery.config.clusterLabels" ((.Values.discovery).config).clusterLabels)
      (list "virtualKubelet.virtualNode.extra.annotations" $node.annotations)
      (list "virtualKubelet.virtualNode.extra.labels" $node.labels)
-}}
{{- $name := index . 0 -}}
{{- range $key, $value := index . 1 | default dict }}
{{- if contains "," (toString $value) }}
LQ505 comma-in-map: {{ $name }} has the value {{ toString $value | quote }} for {{ quote $key }}, but Liqo's programs take such a map as one argument and part it at every comma. Write a value without commas.
{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "liqo.refusals.LQ506" -}}
{{- if not (or (include "liqo.clusterId.known" .) (include "liqo.clusterId.mayBeNew" .)) -}}
{{- if include "liqo.cluster.reached" . -}}
LQ506 missing-cluster-id: discovery.config.clusterID is empty, and namespace {{ .Release.Namespace }} has lost the ConfigMap {{ include "liqo.names.clusterId" . }} that kept the ID: with a new one this would be another cluster to its peers. Write the one that they know (on a peer, kubectl get foreignclusters shows it), e.g. discovery.config.clusterID: rome.
{{- else -}}
LQ506 missing-cluster-id: discovery.config.clusterID is empty, and this rendering asks no cluster what it is called: every rendering would make another cluster of it. Write the name that it shall have among its peers, e.g. discovery.config.clusterID: rome, or let Helm ask the cluster with --dry-run=server. A cluster that runs Liqo has one: kubectl get configmap {{ include "liqo.names.clusterId" . }} -n {{ .Release.Namespace }} -o jsonpath={.data.CLUSTER_ID}
{{- end -}}
{{- end -}}
{{- end -}}
