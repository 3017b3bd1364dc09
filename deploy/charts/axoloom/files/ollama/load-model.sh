# Runs beside the server; until it has ended, nothing is let in. An empty prompt loads the model and asks it nothing.
tries=0
until ollama list >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ]
  sleep 1
done
ollama run "$MODEL" "" </dev/null
