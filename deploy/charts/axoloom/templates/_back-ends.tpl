{{/* The claim of a back end's models: dict "root" $ "part" "ollama" "persistence" .Values.ollama.persistence. */}}
{{- define "axoloom.modelClaim" -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ include "axoloom.fullname" .root }}-{{ .part }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "axoloom.labels" . | nindent 4 }}
  {{- if .persistence.keep }}
  annotations:
    helm.sh/resource-policy: keep
  {{- end }}
spec:
  accessModes: [ReadWriteOnce]
  {{- with .persistence.storageClass }}
  storageClassName: {{ . }}
  {{- end }}
  resources:
    requests:
      storage: {{ .persistence.size }}
{{- end -}}

{{/* A back end has no authentication of its own: only the API may reach it. dict "root" $ "part" "ollama" "port" 11434. */}}
{{- define "axoloom.apiOnlyPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "axoloom.fullname" .root }}-{{ .part }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "axoloom.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "axoloom.selector" . | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels: {{- include "axoloom.selector" (dict "root" .root "part" "api") | nindent 14 }}
      ports:
        - protocol: TCP
          port: {{ .port }}
{{- end -}}
