{{/* Prefix of all names: 40 characters leave room for what follows it. */}}
{{- define "axoloom.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of a part: dict "root" $ "part" "api". */}}
{{- define "axoloom.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{/* Labels of every object: dict "root" $ "part" "api". */}}
{{- define "axoloom.labels" -}}
{{ include "axoloom.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* The pods of agents, and the one that tries their network at a start (labels of api/runner/kubernetes/names.ts). */}}
{{- define "axoloom.agentSelector" -}}
matchExpressions:
  - key: app.kubernetes.io/name
    operator: In
    values: [axoloom-agent, axoloom-probe]
{{- end -}}

{{/* The account without rights that agents run as. */}}
{{- define "axoloom.agentServiceAccount" -}}agent-none{{- end -}}

{{- define "axoloom.keysSecret" -}}
{{- default (printf "%s-keys" (include "axoloom.fullname" .)) .Values.auth.existingSecret -}}
{{- end -}}

{{- define "axoloom.tlsSecret" -}}
{{- default (printf "%s-tls" (include "axoloom.fullname" .)) .Values.ingress.tls.secretName -}}
{{- end -}}

{{/* Longest deadline that a Job may have: the waits and the work of an attempt, and a minute. */}}
{{- define "axoloom.maxDeadlineS" -}}
{{- add .Values.settings.attemptDeadlineS .Values.settings.queueDeadlineS 60 -}}
{{- end -}}

{{/* References to registry credentials from a list of names. */}}
{{- define "axoloom.pullSecrets" -}}
{{- with . }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Where a pod may run: the values of its part. */}}
{{- define "axoloom.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- end -}}

{{/* What Pod Security level `restricted` asks of a pod, for the user that owns its volumes. */}}
{{- define "axoloom.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
# A volume of many files is not walked through at every start.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* And of a container: whether its root may be written to. */}}
{{- define "axoloom.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ . }}
capabilities:
  drop: [ALL]
{{- end -}}
