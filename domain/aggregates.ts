import { apiKeyDecider } from './api-key/api-key.js';
import { flowDecider } from './flow/decider.js';
import { identityDecider } from './identity/identity.js';
import { leadStreamDecider } from './lead-stream.js';
import { productDecider } from './product/product.js';
import { templateDecider } from './template/template.js';

/** The write side on one screen: stream category → who decides and evolves. */
export const aggregates = {
  lead: leadStreamDecider,
  flow: flowDecider,
  template: templateDecider,
  product: productDecider,
  identity: identityDecider,
  'api-key': apiKeyDecider,
} as const;

export type Category = keyof typeof aggregates;

/** `lead-3f…` from its two halves. */
export const streamName = (category: Category, id: string): string => `${category}-${id}`;
