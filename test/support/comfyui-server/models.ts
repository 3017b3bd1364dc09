/** File names by folder, as under `models/` of a server. */
export type Models = Readonly<Record<string, readonly string[]>>

/** What the Flux.1-schnell graph needs, in separate files and as one checkpoint. */
export const fluxModels: Models = {
  checkpoints: ['flux1-schnell-fp8.safetensors'],
  diffusion_models: ['flux1-schnell.safetensors'],
  text_encoders: ['clip_l.safetensors', 't5xxl_fp8_e4m3fn.safetensors'],
  vae: ['ae.safetensors'],
  loras: [],
}
