{{/*
What values.schema.json cannot say in words that a person understands, all at once. Each check adds one sentence: what
is wrong, and what to do.
*/}}
{{- define "axoloom.validate" -}}
{{- $problems := concat
  (include "axoloom.imageProblems" . | fromJsonArray)
  (include "axoloom.agentProblems" . | fromJsonArray)
  (include "axoloom.apiProblems" . | fromJsonArray)
  (include "axoloom.backEndProblems" . | fromJsonArray) -}}
{{- if $problems -}}
{{- fail (printf "These values cannot be installed:\n  - %s\n" (join "\n  - " $problems)) -}}
{{- end -}}
{{- end -}}

{{- define "axoloom.imageProblems" -}}
{{- $problems := list -}}
{{- $images := dict "api.image" .Values.api.image "agents.image" .Values.agents.image -}}
{{- if .Values.ollama.enabled }}{{ $_ := set $images "ollama.image" .Values.ollama.image }}{{ end -}}
{{- if .Values.comfyui.enabled }}{{ $_ := set $images "comfyui.image" .Values.comfyui.image }}{{ end -}}
{{- range $key, $image := $images -}}
{{- if eq $image "" -}}
{{- $problems = append $problems (printf "%s is not set: name the image, for example --set %s=registry.example/axoloom@sha256:<64 hex digits>" $key $key) -}}
{{- else if not (regexMatch "^[a-z0-9][A-Za-z0-9._/:@-]*$" $image) -}}
{{- $problems = append $problems (printf "%s is %q: that is no name of an image" $key $image) -}}
{{- else if and $.Values.requireDigests (not (regexMatch "@sha256:[0-9a-f]{64}$" $image)) -}}
{{- $problems = append $problems (printf "%s is %q: requireDigests is on, so give it as name@sha256:<64 hex digits>" $key $image) -}}
{{- end -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}

{{- define "axoloom.agentProblems" -}}
{{- $problems := list -}}
{{- with .Values.agents -}}
{{- if not (regexMatch "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" .namespace) -}}
{{- $problems = append $problems (printf "agents.namespace is %q: a namespace has at most 63 small letters, digits and hyphens" .namespace) -}}
{{- else if eq .namespace $.Release.Namespace -}}
{{- $problems = append $problems (printf "agents.namespace is %q, the release's own: agents need one that holds no secret" .namespace) -}}
{{- end -}}
{{- range $key, $value := .maximum -}}
{{- if not (regexMatch "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$" $value) -}}
{{- $problems = append $problems (printf "agents.maximum.%s is %q: write a quantity such as 500m, 2 or 1Gi" $key $value) -}}
{{- end -}}
{{- end -}}
{{- range $key, $value := .nodeSelector -}}
{{- if regexMatch "[,=]" (printf "%s%s" $key $value) -}}
{{- $problems = append $problems (printf "agents.nodeSelector has %q: labels have neither a comma nor an equals sign" $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and .Values.settings.requireNetworkPolicy (not .Values.networkPolicy.enabled) -}}
{{- $problems = append $problems "settings.requireNetworkPolicy is on and networkPolicy.enabled is off: the API would refuse to run agents; turn on the policies" -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}

{{- define "axoloom.apiProblems" -}}
{{- $problems := list -}}
{{- with .Values.persistence -}}
{{- if gt (len (compact (list .existingClaim .hostPath (ternary "emptyDir" "" .emptyDir)))) 1 -}}
{{- $problems = append $problems "persistence has more than one of existingClaim, hostPath and emptyDir: leave one" -}}
{{- end -}}
{{- if and .hostPath (not (hasPrefix "/" .hostPath)) -}}
{{- $problems = append $problems (printf "persistence.hostPath is %q: it must be an absolute path of the node" .hostPath) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.auth.existingSecret .Values.auth.keys -}}
{{- $problems = append $problems "auth has both existingSecret and keys: leave one" -}}
{{- end -}}
{{- range $index, $key := .Values.auth.keys -}}
{{- if not (regexMatch "^[^,\\s]{16,}$" $key) -}}
{{- $problems = append $problems (printf "auth.keys[%d] cannot be used: a key has at least 16 characters, no comma and no space" $index) -}}
{{- end -}}
{{- end -}}
{{- range .Values.api.trustProxy -}}
{{- if not (regexMatch "^(loopback|private|([0-9]{1,3}\\.){3}[0-9]{1,3}(/[1-9][0-9]?)?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/[1-9][0-9]{0,2})?)$" .) -}}
{{- $problems = append $problems (printf "api.trustProxy has %q: write loopback, private, an address or a network such as 10.0.0.0/8; all addresses there are cannot be trusted" .) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- $problems = append $problems "ingress.enabled is on and ingress.hosts is empty: name the host, for example --set ingress.hosts[0]=axoloom.example" -}}
{{- end -}}
{{- $own := list -}}
{{- range include "axoloom.apiEnv" . | fromYamlArray }}{{ $own = append $own .name }}{{ end -}}
{{- range .Values.api.extraEnv -}}
{{- if has .name $own -}}
{{- $problems = append $problems (printf "api.extraEnv has %s, which the chart sets: use the value that stands for it" .name) -}}
{{- end -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}

{{- define "axoloom.backEndProblems" -}}
{{- $problems := list -}}
{{- if and .Values.ollama.enabled .Values.ollama.url -}}
{{- $problems = append $problems "ollama has both url and enabled: leave one" -}}
{{- end -}}
{{- if and .Values.ollama.enabled (not .Values.ollama.model) -}}
{{- $problems = append $problems "ollama.model is empty: name the model to load" -}}
{{- end -}}
{{- if and .Values.comfyui.enabled .Values.comfyui.urls -}}
{{- $problems = append $problems "comfyui has both urls and enabled: leave one" -}}
{{- end -}}
{{- range $index, $file := .Values.comfyui.preload -}}
{{- if or (hasPrefix "/" $file.path) (contains ".." $file.path) -}}
{{- $problems = append $problems (printf "comfyui.preload[%d].path is %q: it must stay below comfyui.modelsPath" $index $file.path) -}}
{{- end -}}
{{- end -}}
{{- toJson $problems -}}
{{- end -}}
