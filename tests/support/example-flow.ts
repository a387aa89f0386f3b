interface ExampleOptions {
  readonly hookUrl: string;
  /** When (c) is due after the form. */
  readonly delay: string;
  /** When (d) is due. */
  readonly at: string;
}

/** The flow "Order follow-up": tag, confirmation, next product, webhook, note. */
export const exampleFlow = ({ hookUrl, delay, at }: ExampleOptions) => ({
  flowId: 'order-follow-up',
  activate: true,
  name: 'Order follow-up',
  trigger: { type: 'form-submitted', formId: 'order' },
  steps: [
    { action: { type: 'add-tag', tag: 'customer' }, when: { type: 'immediately' } },
    {
      action: {
        type: 'send-email',
        subject: 'Your order, {{ contact.firstName }}',
        text: 'Thank you, {{ contact.firstName }}. We call you on {{ contact.phone }}.',
        html: '<p>Thank you, {{ contact.firstName }}.</p>',
      },
      when: { type: 'immediately' },
      conditions: { type: 'attribute', attribute: 'email', op: 'exists' },
    },
    {
      action: { type: 'send-email', subject: 'next product', text: 'Have a look at X.' },
      when: { type: 'delay', delay },
      conditions: {
        all: [{ type: 'has-tag', tag: 'customer' }, { not: { type: 'purchased-product', productId: 'X' } }],
      },
    },
    {
      action: { type: 'webhook', url: hookUrl, body: { who: '{{ contact.firstName }}' } },
      when: { type: 'at', at },
    },
    { action: { type: 'make-note', text: 'Ordered size {{ event.size }}' }, when: { type: 'immediately' } },
  ],
});

export const order = (email: string, firstName: string) => ({
  type: 'form-submitted',
  lead: { email },
  data: { formId: 'order', fields: { firstName, size: 'L' } },
});

/** A date and time with seconds in UTC, so many seconds from now. */
export const inSeconds = (seconds: number): string =>
  `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`;
