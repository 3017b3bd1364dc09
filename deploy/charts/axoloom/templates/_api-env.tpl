{{/* Environment of the API; each name is a setting of api/settings.ts. */}}
{{- define "axoloom.apiEnv" -}}
{{- $name := include "axoloom.fullname" . -}}
{{- $namespace := .Release.Namespace -}}
- name: HOST
  value: 0.0.0.0
- name: PORT
  value: "8000"
- name: GATEWAY_HOST
  value: 0.0.0.0
- name: GATEWAY_PORT
  value: "8001"
# Agents cannot ask for names: the API turns this one into an address.
- name: AGENT_GATEWAY_URL
  value: {{ printf "http://%s-gateway.%s.svc:8001" $name $namespace }}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: ALLOWED_HOSTS
  value: {{ include "axoloom.allowedHosts" . | quote }}
- name: API_KEYS_FILE
  value: /etc/axoloom/auth/keys
- name: DATA_DIR
  value: /data
- name: RUNNER
  value: kubernetes
{{ include "axoloom.agentEnv" . }}
{{ include "axoloom.settingsEnv" . }}
{{- include "axoloom.accessEnv" . }}
{{- include "axoloom.modelEnv" . }}
{{- end -}}

{{/* What Jobs look like beside their template. */}}
{{- define "axoloom.agentEnv" -}}
- name: AGENT_NAMESPACE
  value: {{ .Values.agents.namespace }}
- name: AGENT_IMAGE
  value: {{ .Values.agents.image | quote }}
- name: AGENT_SERVICE_ACCOUNT
  value: {{ include "axoloom.agentServiceAccount" . }}
{{- with .Values.agents }}
{{- with .nodeSelector }}
- name: AGENT_NODE_SELECTOR
  value: {{ include "axoloom.pairs" . | quote }}
{{- end }}
{{- with .tolerations }}
- name: AGENT_TOLERATIONS
  value: {{ toJson . | quote }}
{{- end }}
{{- with .runtimeClassName }}
- name: AGENT_RUNTIME_CLASS
  value: {{ . | quote }}
{{- end }}
{{- with .priorityClassName }}
- name: AGENT_PRIORITY_CLASS
  value: {{ . | quote }}
{{- end }}
{{- with .imagePullSecrets }}
- name: AGENT_IMAGE_PULL_SECRETS
  value: {{ join "," . | quote }}
{{- end }}
{{- with .queue }}
- name: AGENT_QUEUE
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "axoloom.settingsEnv" -}}
{{- with .Values.settings -}}
- name: LOG_LEVEL
  value: {{ .logLevel }}
- name: MAX_ATTEMPTS
  value: {{ .maxAttempts | int64 | quote }}
- name: ATTEMPT_DEADLINE_S
  value: {{ .attemptDeadlineS | int64 | quote }}
- name: QUEUE_DEADLINE_S
  value: {{ .queueDeadlineS | int64 | quote }}
- name: JOB_KEEP_S
  value: {{ .jobKeepS | int64 | quote }}
- name: REQUIRE_NETWORK_POLICY
  value: {{ .requireNetworkPolicy | quote }}
{{- $open := dict "DESIGNER" .designer "RENDERER" .renderer "SCRIPTED_PACE" .scriptedPace
  "SKETCH_SIZE" (.sketchSize | int64 | toString)
  "BUDGET_RUN_USD" .budgetRunUsd "BUDGET_DAY_USD" .budgetDayUsd
  "PRICES" (ternary (toJson .prices) "" (gt (len .prices.models) 0))
  "MODEL_MAX_OUTPUT_TOKENS" (.maxOutputTokens | int64 | toString) "CRITIQUE" (ternary "1" "" .critique)
  "PUBLIC_URL" .publicUrl "WEBHOOK_ALLOW_PRIVATE" (ternary "true" "" .webhookAllowPrivate) -}}
{{- include "axoloom.openEnv" $open }}
{{- end -}}
{{- end -}}

{{/* Who is believed, what an owner may use, and how long things are kept. */}}
{{- define "axoloom.accessEnv" -}}
{{- $usual := ternary (list "private") list .Values.ingress.enabled -}}
{{- $trusted := ternary $usual .Values.api.trustProxy (kindIs "invalid" .Values.api.trustProxy) -}}
{{- $open := dict "TRUST_PROXY" (join "," $trusted) -}}
{{- with .Values.limits -}}
{{- $numbers := dict "LIMIT_REQUESTS_PER_MINUTE" .requestsPerMinute "LIMIT_RUNS_PER_HOUR" .runsPerHour
  "LIMIT_TOKENS_PER_DAY" .tokensPerDay "LIMIT_PICTURES_PER_DAY" .picturesPerDay "LIMIT_LIVE_RUNS" .liveRuns
  "LIMIT_READERS" .readers "LIMIT_STORED_BYTES" .storedBytes -}}
{{- range $key, $number := $numbers }}{{ $_ := set $open $key (include "axoloom.openNumber" $number) }}{{ end -}}
{{- end -}}
{{- with .Values.retention -}}
{{- $numbers := dict "RETAIN_RUNS_DAYS" .runsDays "RETAIN_LOGS_DAYS" .logsDays "RETAIN_PREVIEWS_DAYS" .previewsDays
  "RETAIN_DELIVERIES_DAYS" .deliveriesDays -}}
{{- range $key, $number := $numbers }}{{ $_ := set $open $key (include "axoloom.openNumber" $number) }}{{ end -}}
{{- end -}}
{{- include "axoloom.openEnv" $open }}
{{- end -}}

{{/* A whole number as text, 0 too; nothing for one that is not set. */}}
{{- define "axoloom.openNumber" -}}
{{- if not (kindIs "invalid" .) }}{{ int64 . }}{{ end -}}
{{- end -}}

{{/* Back ends of models and pictures; the agents reach none of them. */}}
{{- define "axoloom.modelEnv" -}}
{{- $name := include "axoloom.fullname" . -}}
{{- $ollama := ternary (printf "http://%s-ollama.%s.svc:11434" $name .Release.Namespace) .Values.ollama.url .Values.ollama.enabled -}}
{{- $comfyui := ternary (list (printf "http://%s-comfyui.%s.svc:8188" $name .Release.Namespace)) .Values.comfyui.urls .Values.comfyui.enabled -}}
{{- $hasOllama := ne $ollama "" -}}
{{- $ollamaParallel := ternary .Values.ollama.parallel .Values.ollama.urlParallel .Values.ollama.enabled -}}
{{- $files := .Values.comfyui.files -}}
{{- $open := dict "OLLAMA_HOST" $ollama "OLLAMA_MODEL" (ternary .Values.ollama.model "" $hasOllama)
  "OLLAMA_PARALLEL" (ternary ($ollamaParallel | int64 | toString) "" $hasOllama)
  "CLAUDE_PARALLEL" (ternary "" (.Values.anthropic.parallel | int64 | toString) (eq .Values.anthropic.existingSecret ""))
  "COMFYUI_URLS" (join "," $comfyui)
  "COMFYUI_LAYOUT" (ternary .Values.comfyui.layout "" (gt (len $comfyui) 0))
  "COMFYUI_UNET" $files.unet "COMFYUI_CLIP_1" $files.clip1 "COMFYUI_CLIP_2" $files.clip2 "COMFYUI_VAE" $files.vae
  "COMFYUI_CHECKPOINT" $files.checkpoint
  "ANTHROPIC_BASE_URL" .Values.anthropic.baseUrl "CLAUDE_MODEL" .Values.anthropic.model -}}
{{- with .Values.anthropic.existingSecret }}
- name: ANTHROPIC_API_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: {{ $.Values.anthropic.existingSecretKey }}
{{- end }}
{{- include "axoloom.openEnv" $open }}
{{- end -}}

{{/* Variables of a dict, without those that are empty: the API has its own defaults. */}}
{{- define "axoloom.openEnv" -}}
{{- range $key, $value := . }}
{{- if $value }}
- name: {{ $key }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* `key=value,key=value` of a map. */}}
{{- define "axoloom.pairs" -}}
{{- $pairs := list -}}
{{- range $key, $value := . }}{{ $pairs = append $pairs (printf "%s=%s" $key $value) }}{{ end -}}
{{- join "," $pairs -}}
{{- end -}}

{{/* Loopback names serve `kubectl port-forward`. */}}
{{- define "axoloom.allowedHosts" -}}
{{- $service := include "axoloom.fullname" . -}}
{{- $own := list $service (printf "%s.%s" $service .Release.Namespace) (printf "%s.%s.svc" $service .Release.Namespace)
  (printf "%s.%s.svc.%s" $service .Release.Namespace .Values.clusterDomain) -}}
{{- $served := ternary .Values.ingress.hosts list .Values.ingress.enabled -}}
{{- concat (list "localhost" "127.0.0.1" "[::1]") $own $served .Values.settings.allowedHosts | uniq | join "," -}}
{{- end -}}
