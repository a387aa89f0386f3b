import type { Leadline } from './leadline.js';

const inTwoDays = (): string => new Date(Date.now() + 2 * 24 * 3600 * 1000).toISOString().slice(0, 16);

const exampleFlow = (hookUrl: string) => ({
  flowId: 'order-follow-up',
  activate: true,
  name: 'Order follow-up',
  trigger: { type: 'form-submitted', formId: 'order' },
  steps: [
    { name: 'Tag', action: { type: 'add-tag', tag: 'customer' }, when: { type: 'immediately' } },
    {
      name: 'Confirmation',
      action: {
        type: 'send-email',
        subject: 'Your order, {{ contact.firstName }}',
        text: 'Thank you for your order, {{ contact.firstName }}.',
      },
      when: { type: 'immediately' },
      conditions: { type: 'attribute', attribute: 'email', op: 'exists' },
    },
    {
      name: 'Next product',
      action: { type: 'send-email', subject: 'Your next product', text: 'Have a look at X.' },
      when: { type: 'delay', delay: 'PT1M' },
      conditions: {
        all: [{ type: 'has-tag', tag: 'customer' }, { not: { type: 'purchased-product', productId: 'X' } }],
      },
    },
    {
      name: 'Tell the warehouse',
      action: { type: 'webhook', url: `${hookUrl}orders` },
      when: { type: 'at', at: inTwoDays() },
    },
    {
      name: 'Note',
      action: { type: 'make-note', text: 'Ordered size {{ event.size }}' },
      when: { type: 'immediately' },
    },
  ],
});

const exampleEvent = {
  type: 'form-submitted',
  lead: { email: 'ada@example.com' },
  data: { formId: 'order', fields: { firstName: 'Ada', size: 'L' } },
};

/** For a shell: single quotes inside are closed, escaped and opened again. */
const quoted = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", `'\\''`)}'`;

const curl = (url: string, key: string, hookUrl: string): string => {
  const headers = `-H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json'`;
  const post = (path: string, body: unknown): string => `-sS ${headers} ${url}${path} -d ${quoted(body)}`;
  const parts = [
    post('/v1/products', { productId: 'X', name: 'X' }),
    post('/v1/flows', exampleFlow(hookUrl)),
    post('/v1/events', exampleEvent),
  ];
  return `curl ${parts.join(' \\\n  --next ')}`;
};

/** Says where everything is, and how to begin. The only place where the key is shown. */
export const banner = ({ url, servers, adminKey }: Leadline): string => {
  const { catcher, twilio, trainingJet } = servers;
  const key = adminKey.key ?? '<your API key>';
  const lines = [
    '',
    'Leadline is ready.',
    `  API            ${url}/v1   (description: ${url}/openapi.json)`,
    `  Admin API key  ${adminKey.key === undefined ? 'as printed at the first start' : `${key}   (kept in ${adminKey.file.path})`}`,
    `  EventStoreDB   ${servers.embedded.includes('eventstore') ? `${servers.eventStoreUrl}   (embedded)` : 'as configured'}`,
    `  MongoDB        ${servers.embedded.includes('mongodb') ? `${servers.mongodbUrl}   (embedded)` : 'as configured'}`,
    catcher === undefined
      ? '  Mail           sent over the configured SMTP server'
      : `  Mail           caught, not delivered; see ${catcher.httpUrl} (SMTP on ${catcher.smtpUrl})`,
    twilio === undefined
      ? '  Texts, calls   through the configured Twilio account'
      : `  Texts, calls   kept, reaching nobody; see ${twilio.url}   (stand-in of Twilio)`,
    trainingJet === undefined
      ? '  Training Jet   as configured'
      : `  Training Jet   a stand-in; see ${trainingJet.url}`,
    '',
    ...(adminKey.key === undefined || catcher === undefined
      ? []
      : [
          'Create the example flow and send it its first event:',
          '',
          curl(url, key, catcher.hookUrl),
          '',
          `Then look at ${catcher.httpUrl}, and at what the log knows:`,
          '',
          `curl -sS -H 'Authorization: Bearer ${key}' '${url}/v1/leads?email=ada@example.com'`,
          '',
        ]),
    'Ctrl-C stops it; the next start goes on where it was.',
    '',
  ];
  return lines.join('\n');
};
