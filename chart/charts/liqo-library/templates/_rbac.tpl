{{- /* Accounts and bindings; the rules stand beside the component that uses them. */ -}}

{{- /* A ServiceAccount. Arguments: root, name (short name). */ -}}
{{- define "liqo.rbac.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "liqo.labels.metadata" . | nindent 2 }}
{{- end -}}

{{- /*
What stands between the `metadata:` of a binding and its end. Arguments as a map: root, kind (of the role), role and
account (short names).
*/ -}}
{{- define "liqo.rbac.grant" -}}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: {{ .kind }}
  name: {{ include "liqo.names.fullname" .role }}
subjects:
  - kind: ServiceAccount
    name: {{ include "liqo.names.fullname" .account }}
    namespace: {{ .root.Release.Namespace }}
{{- end -}}

{{- /*
A ClusterRoleBinding. Arguments as a map: root, role and account (short names), labels (short name of the object
that the labels are about), and binding (short name) where it differs from the role.
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
