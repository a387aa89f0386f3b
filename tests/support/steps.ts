/** Steps and triggers for the flows of tests. */
export const onForm = (formId: string) => ({ type: 'form-submitted', formId });
export const immediately = { type: 'immediately' } as const;
export const delay = (delay: string) => ({ type: 'delay', delay }) as const;
export const delayAfterPrevious = (delay: string) =>
  ({ type: 'delay', delay, after: 'previous-step' }) as const;
export const at = (time: string) => ({ type: 'at', at: time }) as const;

export const addTag = (tag: string) => ({ type: 'add-tag', tag }) as const;
export const note = (text: string) => ({ type: 'make-note', text }) as const;
export const mail = (subject: string) => ({ type: 'send-email', subject, text: 'Hello.' }) as const;
export const hook = { type: 'webhook', url: 'https://receiver.example/hook' } as const;

export const hasTag = (tag: string) => ({ type: 'has-tag', tag }) as const;
export const onDate = (date: string) => ({ type: 'current-date', op: 'on', date }) as const;

export const ann = { email: 'ann@example.com' } as const;
export const form = (formId: string, fields: object = {}) => ({ formId, fields });
