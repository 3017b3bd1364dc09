import { type Answer, bytes, empty, json, raised, text } from './answer.ts'
import { encodePng } from './png.ts'
import type { NodeErrors } from './validate-prompt.ts'

const page = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
  '<hr><center>nginx/1.27.1</center>\r\n</body>\r\n</html>\r\n'

/** Answers that are not what was asked for, by name. */
export const cannedAnswers = {
  /** Of the server, to a page of another origin. */
  forbidden: text(403, ''),
  /** Of a proxy whose server is away. */
  badGateway: text(502, page('502 Bad Gateway'), 'text/html'),
  unavailable: text(503, page('503 Service Temporarily Unavailable'), 'text/html'),
  /** Of the server whose handler raised. */
  trouble: raised,
  /** Of a proxy that wants a login: 200. */
  loginPage: text(200, page('Sign in'), 'text/html'),
  /** JSON that breaks off. */
  brokenJson: text(200, '{"prompt_id": "', 'application/json'),
  missing: empty(404),
  /** A picture, but not of the asked size. */
  tinyPicture: bytes(encodePng({ width: 2, height: 2, rgb: Buffer.alloc(12) }, new Map()), 'image/png', 'x.png'),
} as const satisfies Record<string, Answer>

const missingFile = {
  type: 'value_not_in_list',
  message: 'Value not in list',
  details: "unet_name: 'flux1-schnell.safetensors' not in []",
  extra_info: { input_name: 'unet_name', input_config: [[], {}], received_value: 'flux1-schnell.safetensors' },
}

/** As if another output of the graph needed a file that is not there. */
export const partialErrors: NodeErrors = {
  90: { errors: [missingFile], dependent_outputs: ['91'], class_type: 'UNETLoader' },
}

/** A prompt that the server does not take, for want of a file. */
export const refusedPrompt: Answer = json(
  {
    error: {
      type: 'prompt_outputs_failed_validation',
      message: 'Prompt outputs failed validation',
      details: `${missingFile.message}: ${missingFile.details}`,
      extra_info: {},
    },
    node_errors: { 10: { errors: [missingFile], dependent_outputs: ['18'], class_type: 'UNETLoader' } },
  },
  400,
)
