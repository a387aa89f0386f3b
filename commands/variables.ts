import type { Json } from '../domain/codecs/json.js';

interface Described {
  readonly example: Json;
  /** Where the value comes from, after “the value is”. */
  readonly source: string;
}

const attribute = (example: Json): Described => ({ example, source: 'an attribute of the lead' });
const ofEvent = (example: Json, types: string): Described => ({
  example,
  source: `said by the event that started the flow, if it is one of: ${types}`,
});
const ofProduct = (example: Json, source: string): Described => ({
  example,
  source: `${source}, of the product that the event is about, or else of the first one in the offer`,
});
const ofOffer = (example: Json, source: string): Described => ({
  example,
  source: `${source} of the special offer that the lead has now`,
});

/** THE table of what texts may name. Leads and events have values beside these, under names of their own. */
export const variables = {
  contact: {
    firstName: attribute('Ada'),
    lastName: attribute('Lovelace'),
    name: attribute('Ada Lovelace'),
    email: attribute('ada@example.com'),
    phone: attribute('+4930901820'),
    company: attribute('Analytical Engines'),
    age: attribute(36),
    status: attribute('customer'),
    city: attribute('London'),
    country: attribute('GB'),
    leadId: { example: '01930000-0000-7000-8000-000000000001', source: 'the id of the lead' },
    externalId: { example: 'customer-4711', source: 'the id that your own system has for the lead' },
    tags: { example: ['vip', 'customer'], source: 'the tags that the lead has now' },
  },
  event: {
    occurredAt: { example: '2026-03-01T09:30:00.000Z', source: 'when the event happened' },
    formId: ofEvent('order', 'form-submitted'),
    url: ofEvent('https://example.com/shoes', 'page-visited'),
    pageId: ofEvent('shoes', 'page-visited'),
    orderId: ofEvent('4711', 'order-purchased'),
    total: ofEvent(89.9, 'order-purchased'),
    currency: ofEvent('EUR', 'order-purchased'),
    name: ofEvent('webinar-attended', 'custom-event'),
  },
  flow: {
    name: { example: 'Order follow-up', source: 'the name of the flow' },
    id: { example: 'order-follow-up', source: 'the id of the flow' },
    version: { example: 3, source: 'the version of the flow that the lead entered' },
  },
  product: {
    id: ofProduct('running-shoes', 'the id'),
    name: ofProduct('Running shoes', 'the name'),
    price: ofProduct('89.90', 'the price'),
    currency: ofProduct('EUR', 'the currency'),
    url: ofProduct('https://example.com/shoes', 'the address'),
    offerPrice: ofProduct('80.91', 'the price after the lead’s special offer'),
  },
  offer: {
    code: ofOffer('7KQ2-M4XD-91ZB', 'the code'),
    name: ofOffer('Welcome back', 'the name'),
    discount: ofOffer('10 %', 'the discount'),
    percent: ofOffer(10, 'the percentage, if it takes one off,'),
    amount: ofOffer('5.00', 'the amount, if it takes one off,'),
    currency: ofOffer('EUR', 'the currency of that amount'),
    products: ofOffer('Running shoes, Socks', 'the names of the products'),
    expiresAt: ofOffer('2026-03-08T09:30:00.000Z', 'the end'),
    expiresOn: ofOffer('2026-03-08', 'the last day, in the time zone of the flow,'),
  },
  message: {
    unsubscribeUrl: {
      example: 'https://leadline.example/t/u/…',
      source: 'where the reader of an e-mail unsubscribes; in e-mails only',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Described>>>>;

export type VariableGroup = keyof typeof variables;

/** The values of one group, as far as there are any. */
export type ValuesOf<G extends VariableGroup> = Readonly<Partial<Record<keyof (typeof variables)[G], Json>>>;

const words = (name: string): string => {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

/** What is shown where a value is missing: `#Contact | First name #`. */
export const placeholderOf = (group: string, name: string): string => `#${words(group)} | ${words(name)} #`;

export interface ListedVariable {
  /** As texts name it: `contact.firstName`. */
  readonly name: string;
  readonly placeholder: string;
  readonly example: Json;
  readonly source: string;
}

/** Everything that texts may name. */
export const listedVariables: readonly ListedVariable[] = Object.entries(variables).flatMap(
  ([group, described]) =>
    Object.entries(described).map(([name, { example, source }]: [string, Described]) => ({
      name: `${group}.${name}`,
      placeholder: placeholderOf(group, name),
      example,
      source,
    })),
);

/** What texts may name beside these: names that leads and events bring along. */
export const openVariables = [
  { pattern: 'contact.<attribute>', source: 'every other attribute of the lead' },
  { pattern: 'event.<field>', source: 'every field of the form that started the flow' },
  { pattern: 'event.attributes.<name>', source: 'every attribute of the custom event that started the flow' },
] as const;
