import * as t from 'io-ts';
import { list } from '../../domain/codecs/collections.js';
import { decode, under } from '../../domain/codecs/decode.js';
import { ProductId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import { line } from '../../domain/codecs/text.js';
import { DateTime, Duration, type Instant } from '../../domain/codecs/time.js';
import { Name } from '../../domain/codecs/values.js';
import type { Fault } from '../../domain/errors.js';
import { Discount, isCurrent, OfferCode, type SpecialOffer } from '../../domain/lead/offer.js';
import { instantOf, plus } from '../../rules/calendar.js';
import { type ActionContext, type ActionDecision, defineAction, fail, skip } from '../action.js';
import { offerCodeOf } from '../offer-code.js';
import { personalise, templateFaults } from '../personalise.js';
import { discountText } from '../price.js';

const settings = closed(
  'CreateSpecialOfferSettings',
  {
    type: t.literal('create-special-offer'),
    discount: Discount,
    products: list(ProductId, { min: 1, max: 100 }),
  },
  {
    /** May hold variables; made up for each lead unless given. */
    code: line('OfferCodeTemplate', 500),
    name: Name,
    /** After a time, or at a date and time on the wall clock of the flow's zone; never unless given. */
    expires: closed('OfferExpiry', {}, { after: Duration, at: DateTime }),
  },
);
type Settings = t.TypeOf<typeof settings>;

const codeFaults = (code: string, path: string): readonly Fault[] => {
  if (/\{[{%]/.test(code)) return templateFaults(code, path);
  const read = decode(OfferCode, code, path);
  return read.ok ? [] : read.faults;
};

const faults = ({ code, expires }: Settings, path: string): readonly Fault[] => [
  ...(code === undefined ? [] : codeFaults(code, under(path, 'code'))),
  ...(expires !== undefined && (expires.after === undefined) === (expires.at === undefined)
    ? [{ path: under(path, 'expires'), message: 'must have either after or at' }]
    : []),
];

const expiryOf = (
  expires: NonNullable<Settings['expires']>,
  { now, timeZone }: ActionContext,
): Instant | undefined => {
  if (expires.after !== undefined) return plus(now, expires.after, timeZone);
  return expires.at === undefined ? undefined : instantOf(expires.at, timeZone);
};

const codeOf = async (
  code: string | undefined,
  { idempotencyKey, variables }: ActionContext,
): Promise<OfferCode | undefined> => {
  if (code === undefined) return offerCodeOf(idempotencyKey);
  const filled = personalise(code, await variables(), 'plain');
  const read = filled.ok ? decode(OfferCode, filled.text.trim()) : filled;
  return read.ok && 'value' in read ? read.value : undefined;
};

const run = async (
  { code: template, discount, products, name, expires }: Settings,
  context: ActionContext,
): Promise<ActionDecision> => {
  const { catalogue, now, lead } = context;
  for (const productId of products)
    if ((await catalogue.product(productId)) === undefined)
      return skip('unknown-product', `There is no product “${productId}” in the catalogue.`);
  const code = await codeOf(template, context);
  if (code === undefined)
    return fail('unusable-code', 'The code of the offer cannot be filled in, or is not one then.');
  const expiresAt = expires === undefined ? undefined : expiryOf(expires, context);
  const offer: SpecialOffer = {
    code,
    discount,
    products: [...new Set(products)],
    ...(name === undefined ? {} : { name }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  if (!isCurrent(offer, now)) return skip('offer-over', `The offer would have been over since ${expiresAt}.`);
  return {
    kind: 'change',
    command: { type: 'CreateSpecialOffer', offer },
    result: {
      code,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      updated: isCurrent(lead.offer, now),
    },
  };
};

/** A discount on certain products for this lead. One that the lead has already becomes this one. */
export const createSpecialOffer = defineAction<Settings>({
  type: 'create-special-offer',
  label: 'Create special offer',
  settings,
  sentence: ({ discount, products }) =>
    `offer ${discountText(discount)} off ${products.map((id) => `“${id}”`).join(', ')}`,
  faults,
  references: ({ products }) =>
    products.map((id, index) => ({ kind: 'product', id, path: `products[${index}]` })),
  run,
});
