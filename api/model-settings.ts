import { z } from 'zod'
import { Prices } from './prices.ts'
import { open, setting } from './setting.ts'
import {
  ApiKey,
  BaseUrl,
  BaseUrls,
  ModelName,
  OllamaHost,
  Parallel,
  Switch,
  Text,
  Usd,
  Whole,
} from './setting-values.ts'

const urlText = 'a URL that begins with http:// or https://, without user name and password'
const parallelText = 'a whole number from 1 to 1000'
const switchText = '0 or 1'
const usdText = 'US dollars from 0 to 1000000, such as 0.50'
const fileText = 'the name of a file on the ComfyUI server'

/** What the API is told about models and what they may cost. */
export const modelSettings = {
  OLLAMA_HOST: open(OllamaHost, {
    help: 'Where Ollama is, such as http://127.0.0.1:11434; without it there is no designer ollama',
    allowed: urlText,
    default: 'unset',
  }),
  OLLAMA_MODEL: setting(ModelName, {
    help: 'Model of Ollama for runs that name none',
    allowed: 'the name of a model as Ollama lists it',
    default: 'qwen2.5:7b',
  }),
  OLLAMA_WARM: setting(Switch, {
    help: 'With 1 the model is loaded at the start and not with the first run',
    allowed: switchText,
    default: '0',
  }),
  OLLAMA_PARALLEL: setting(Parallel, {
    help: "Requests that Ollama works on at the same time: the OLLAMA_NUM_PARALLEL of its server's own environment",
    allowed: parallelText,
    default: '1',
  }),
  ANTHROPIC_API_KEY: open(ApiKey, {
    help: 'Key for Claude, which never leaves the API; without it there is no designer claude',
    allowed: 'a key of Anthropic, at least 8 printable characters',
    default: 'unset',
    isSecret: true,
  }),
  ANTHROPIC_API_KEY_FILE: open(Text, {
    help: 'File with the key for Claude, in place of ANTHROPIC_API_KEY',
    allowed: 'the path of a readable file',
    default: 'unset',
  }),
  ANTHROPIC_BASE_URL: setting(BaseUrl, {
    help: 'Where Claude is; the key is sent there',
    allowed: urlText,
    default: 'https://api.anthropic.com',
  }),
  CLAUDE_MODEL: setting(ModelName, {
    help: 'Model of Claude for runs that name none',
    allowed: 'the name of a model',
    default: 'claude-haiku-5-5',
  }),
  CLAUDE_PARALLEL: setting(Parallel, {
    help: 'Most requests to Claude at the same time',
    allowed: parallelText,
    default: '8',
  }),
  COMFYUI_URLS: open(BaseUrls, {
    help: 'Where ComfyUI is, several separated by commas; without it there is no renderer comfyui',
    allowed: 'one or more URLs that begin with http:// or https://, without user names and passwords',
    default: 'unset',
  }),
  COMFYUI_LAYOUT: setting(z.enum(['files', 'checkpoint']), {
    help: 'How Flux.1-schnell lies on the ComfyUI servers: in separate files, or as one checkpoint',
    allowed: 'files or checkpoint',
    default: 'files',
  }),
  COMFYUI_UNET: setting(ModelName, {
    help: 'ComfyUI, layout files: the diffusion model',
    allowed: fileText,
    default: 'flux1-schnell.safetensors',
  }),
  COMFYUI_CLIP_1: setting(ModelName, {
    help: 'ComfyUI, layout files: the first text encoder',
    allowed: fileText,
    default: 't5xxl_fp8_e4m3fn.safetensors',
  }),
  COMFYUI_CLIP_2: setting(ModelName, {
    help: 'ComfyUI, layout files: the second text encoder',
    allowed: fileText,
    default: 'clip_l.safetensors',
  }),
  COMFYUI_VAE: setting(ModelName, {
    help: 'ComfyUI, layout files: the VAE',
    allowed: fileText,
    default: 'ae.safetensors',
  }),
  COMFYUI_CHECKPOINT: setting(ModelName, {
    help: 'ComfyUI, layout checkpoint: the one file',
    allowed: fileText,
    default: 'flux1-schnell-fp8.safetensors',
  }),
  BUDGET_RUN_USD: open(Usd, {
    help: 'Most a run may cost that names no budget of its own, in US dollars',
    allowed: usdText,
    default: 'unset',
  }),
  BUDGET_DAY_USD: open(Usd, {
    help: 'Most all runs of a day (UTC) may cost together, in US dollars',
    allowed: usdText,
    default: 'unset',
  }),
  PRICES: open(Prices, {
    help: 'Prices in US dollars per million tokens, as JSON; a model without one has an unknown cost',
    allowed:
      'a JSON object such as {"date":"2026-11-01","models":{"claude/MODEL":{"input":1,"output":2}}}, where ' +
      'cacheWrite and cacheRead may be added and models are called ollama/…, claude/… or comfyui/…, with /* for all',
    default: 'unset',
  }),
  PRICES_FILE: open(Text, {
    help: 'File with the prices, in place of PRICES',
    allowed: 'the path of a readable file',
    default: 'unset',
  }),
  MODEL_MAX_OUTPUT_TOKENS: setting(Whole.pipe(z.int().min(1).max(128_000)), {
    help: 'Most tokens that one answer of a model may have',
    allowed: 'a whole number from 1 to 128000',
    default: '2000',
  }),
  CRITIQUE: setting(Switch, {
    help: 'With 1 a model that can see judges the picture against the brief, and one revision may follow',
    allowed: switchText,
    default: '0',
  }),
}
