/**
 * Tokens of prompt and answer together that a model of Ollama is loaded for: `num_ctx` of every request. One number
 * for all, because a request with another makes Ollama load the model anew. The prompts of designs take about a third.
 */
export const OLLAMA_CONTEXT_TOKENS = 4096
