import * as t from 'io-ts';
import { dictionary } from '../../domain/codecs/collections.js';
import { under } from '../../domain/codecs/decode.js';
import { Json } from '../../domain/codecs/json.js';
import { closed } from '../../domain/codecs/struct.js';
import { line, oneOf, pattern } from '../../domain/codecs/text.js';
import { Url } from '../../domain/codecs/values.js';
import type { Fault } from '../../domain/errors.js';
import { defineAction } from '../action.js';
import { jsonTemplateFaults, personaliseJson } from '../personalise.js';

const HeaderName = pattern('HeaderName', /^[A-Za-z0-9-]{1,100}$/, 'must be a header name');

const settings = closed(
  'WebhookSettings',
  { type: t.literal('webhook'), url: Url },
  {
    method: oneOf('WebhookMethod', ['POST', 'PUT', 'PATCH']),
    headers: dictionary(HeaderName, line('HeaderValue', 1000), 50),
    /** The texts in it may hold variables; the contact, the event and the flow unless given. */
    body: Json,
  },
);
type Settings = t.TypeOf<typeof settings>;

/** The sender's own, or the signature's: a setting must not replace them. */
const reserved =
  /^(host|content-length|content-type|connection|transfer-encoding|upgrade|te|trailer|expect|proxy-.*|webhook-.*)$/i;

const faults = ({ headers, body }: Settings, path: string): readonly Fault[] => [
  ...Object.keys(headers ?? {})
    .filter((name) => reserved.test(name))
    .map((name) => ({ path: under(path, `headers.${name}`), message: 'is set by Leadline itself' })),
  ...(body === undefined ? [] : jsonTemplateFaults(body, under(path, 'body'))),
];

export const webhook = defineAction<Settings>({
  type: 'webhook',
  label: 'Webhook',
  settings,
  sentence: ({ method, url }) => `send a ${method ?? 'POST'} request to ${url}`,
  faults,
  whenInterrupted: 'retry',
  run: async ({ url, method, headers, body }, { lead, idempotencyKey, variables }) => {
    const filled =
      body === undefined
        ? { ok: true as const, value: { leadId: lead.leadId, ...(await variables()) } }
        : personaliseJson(body, await variables());
    if (!filled.ok)
      return {
        kind: 'fail',
        reason: { code: 'unusable-template', message: `The body cannot be filled in: ${filled.message}` },
      };
    return {
      kind: 'send',
      message: {
        channel: 'webhook',
        webhookId: idempotencyKey,
        url,
        method: method ?? 'POST',
        headers: headers ?? {},
        body: filled.value,
      },
    };
  },
});
