{{/* Policies belong to the cluster: the agents' namespace, which serves one release, tells them apart. */}}
{{- define "axoloom.policyName" -}}
{{- printf "%s.%s" (include "axoloom.fullname" .) .Values.agents.namespace -}}
{{- end -}}

{{/* An expression that is true of the toleration `t` when it is just this one. */}}
{{- define "axoloom.celToleration" -}}
{{- $parts := list -}}
{{- $unset := dict "key" "" "operator" "Equal" "value" "" "effect" "" -}}
{{- $wanted := merge (deepCopy .) $unset -}}
{{- range $field := list "key" "operator" "value" "effect" -}}
{{- $parts = append $parts (printf "t.?%s.orValue(%q) == %q" $field (get $unset $field) (get $wanted $field)) -}}
{{- end -}}
{{- if hasKey . "tolerationSeconds" -}}
{{- $parts = append $parts (printf "t.?tolerationSeconds.orValue(-1) == %d" (int64 .tolerationSeconds)) -}}
{{- else -}}
{{- $parts = append $parts "!has(t.tolerationSeconds)" -}}
{{- end -}}
{{- printf "(%s)" (join " && " $parts) -}}
{{- end -}}

{{/* An expression that is true of the toleration `t` when it is one of the template's or of the configured ones. */}}
{{- define "axoloom.celTolerations" -}}
{{- $wanted := list -}}
{{- range list "node.kubernetes.io/not-ready" "node.kubernetes.io/unreachable" -}}
{{- $wanted = append $wanted (dict "key" . "operator" "Exists" "effect" "NoExecute" "tolerationSeconds" 30) -}}
{{- end -}}
{{- $alternatives := list -}}
{{- range concat $wanted .Values.agents.tolerations -}}
{{- $alternatives = append $alternatives (include "axoloom.celToleration" .) -}}
{{- end -}}
{{- join "\n|| " $alternatives -}}
{{- end -}}
