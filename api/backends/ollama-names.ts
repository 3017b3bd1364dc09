/** A name of a model as Ollama means it: without a tag it is the latest, and capitals do not matter. */
export function fullName(model: string): string {
  const name = model.trim().toLowerCase()
  // only behind the last slash is a colon a tag: before it, it is the port of a registry
  return name.slice(name.lastIndexOf('/') + 1).includes(':') ? name : `${name}:latest`
}

export function hasName(models: readonly string[], model: string): boolean {
  const wanted = fullName(model)
  return models.some((name) => fullName(name) === wanted)
}
