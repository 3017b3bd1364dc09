# Runs before the server: has the model on the volume. A server of its own does the pull and ends with it.
ollama serve &
server=$!
until ollama list >/dev/null 2>&1; do
  kill -0 "$server"
  sleep 1
done
if ollama show "$MODEL" >/dev/null 2>&1; then
  echo "$MODEL is there already"
else
  ollama pull "$MODEL"
fi
kill "$server"
wait "$server" || true
