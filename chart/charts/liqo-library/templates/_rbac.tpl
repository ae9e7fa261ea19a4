{{- /* Service accounts and bindings. The rules are in the rbac.yaml of the component that needs them. */ -}}

{{- /* A ServiceAccount. Arguments: root, name (short name). */ -}}
{{- define "liqo.rbac.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "liqo.labels.metadata" . | nindent 2 }}
{{- end -}}

{{- /*
The part of a binding after its metadata. Arguments: root, kind (of the role), role and account (short names).
*/ -}}
{{- define "liqo.rbac.grant" -}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .kind }}
  name: {{ include "liqo.names.fullname" .role }}
subjects:
  - kind: ServiceAccount
    name: {{ include "liqo.names.fullname" .account }}
    namespace: {{ .root.Release.Namespace | toYaml }}
{{- end -}}

{{- /*
A ClusterRoleBinding. Arguments: root, role and account (short names), and optionally binding (its short name, if not
that of the role) and labels (the short name in its labels, if not that of the role).
*/ -}}
{{- define "liqo.rbac.clusterRoleBinding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  {{- include "liqo.labels.metadata" (dict
        "root" .root
        "name" (.labels | default .role)
        "fullName" (include "liqo.names.fullname" (.binding | default .role))
      ) | nindent 2 }}
{{ include "liqo.rbac.grant" (dict "root" .root "kind" "ClusterRole" "role" .role "account" .account) }}
{{- end -}}

{{- /*
A RoleBinding in the namespace of the release, between the Role and the account of the same name. Arguments: root, name
(short name).
*/ -}}
{{- define "liqo.rbac.roleBinding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  {{- include "liqo.labels.metadata" . | nindent 2 }}
{{ include "liqo.rbac.grant" (dict "root" .root "kind" "Role" "role" .name "account" .name) }}
{{- end -}}

{{- /* The rule that lets an account use SecurityContextConstraints of OpenShift. Argument: names (a list). */ -}}
{{- define "liqo.rbac.securityContextConstraints" -}}
- apiGroups: [security.openshift.io]
  resources: [securitycontextconstraints]
  resourceNames:
    {{- toYaml .names | nindent 4 }}
  verbs: [use]
{{- end -}}
