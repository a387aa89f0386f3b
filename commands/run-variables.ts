import { aggregates, streamName } from '../domain/aggregates.js';
import { type LeadId, ProductId } from '../domain/codecs/ids.js';
import type { Json } from '../domain/codecs/json.js';
import { Json as JsonCodec } from '../domain/codecs/json.js';
import { isRecord } from '../domain/codecs/struct.js';
import type { Instant, TimeZone } from '../domain/codecs/time.js';
import { isCurrent, type SpecialOffer } from '../domain/lead/offer.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { ProductDetails } from '../domain/product/product.js';
import type { RunOrigin } from '../domain/run/state.js';
import { dateAt } from '../rules/calendar.js';
import type { Catalogue } from './catalogue.js';
import type { ReadStream } from './event-log.js';
import type { Variables } from './personalise.js';
import { amountText, discountText, priceAfter } from './price.js';
import type { RunPlan } from './step-definition.js';
import type { ValuesOf } from './variables.js';

type Values = Readonly<Record<string, Json>>;

const jsonOnly = (data: unknown): Values =>
  isRecord(data)
    ? Object.fromEntries(
        Object.entries(data).flatMap(([key, value]) => (JsonCodec.is(value) ? [[key, value]] : [])),
      )
    : {};

/** A form's fields are named directly, as `event.size`, and as `event.fields.size`. */
const eventValues = (data: Values): Values => ({ ...jsonOnly(data['fields'] ?? {}), ...data });

/** What texts may name of a lead itself. */
export const contactValues = ({ leadId, externalId, attributes, tags }: RegisteredLead): Values => ({
  ...attributes,
  leadId,
  tags,
  ...(externalId === undefined ? {} : { externalId }),
});

const flowValues = ({ name }: RunPlan['flow'], origin: RunOrigin): ValuesOf<'flow'> => ({
  name,
  ...(origin.kind === 'flow' ? { id: origin.flowId, version: origin.flowVersion } : {}),
});

/** The product that an event is about: the one that it names, or the first that it lists. */
const productIn = (data: Values): ProductId | undefined => {
  const { productId, items } = data;
  if (ProductId.is(productId)) return productId;
  const [first]: readonly unknown[] = Array.isArray(items) ? items : [];
  return isRecord(first) && ProductId.is(first['productId']) ? first['productId'] : undefined;
};

const productValues = (
  id: ProductId | undefined,
  details: ProductDetails | undefined,
  offer: SpecialOffer | undefined,
): ValuesOf<'product'> => {
  if (id === undefined) return {};
  if (details === undefined) return { id };
  const { name, price, currency, url } = details;
  const after = offer?.products.includes(id) === true ? priceAfter(details, offer.discount) : undefined;
  return {
    id,
    name,
    ...(price === undefined ? {} : { price: amountText(price, currency) }),
    ...(currency === undefined ? {} : { currency }),
    ...(url === undefined ? {} : { url }),
    ...(after === undefined ? {} : { offerPrice: amountText(after, currency) }),
  };
};

const offerValues = (
  { code, name, discount, expiresAt }: SpecialOffer,
  productNames: readonly string[],
  timeZone: TimeZone,
): ValuesOf<'offer'> => ({
  code,
  ...(name === undefined ? {} : { name }),
  discount: discountText(discount),
  ...(discount.type === 'percent'
    ? { percent: discount.percent }
    : { amount: amountText(discount.amount, discount.currency), currency: discount.currency }),
  products: productNames.join(', '),
  ...(expiresAt === undefined ? {} : { expiresAt, expiresOn: dateAt(expiresAt, timeZone) }),
});

interface RunOfLead {
  readonly leadId: LeadId;
  readonly lead: RegisteredLead;
  readonly origin: RunOrigin;
  readonly plan: RunPlan;
  readonly now: Instant;
}

/** What texts of a run may name; the event that started it is read from the log. */
export const loadVariables = (readStream: ReadStream, { product }: Pick<Catalogue, 'product'>) => {
  const triggerOf = async ({ leadId, origin }: RunOfLead): Promise<Values> => {
    if (origin.kind !== 'flow') return {};
    const stream = streamName(aggregates.lead.category, leadId);
    const [event] = await readStream(stream, origin.trigger.revision, 1);
    // Of a flow that waited for a time to be over, the event is what it waited from.
    const because = event?.type === 'WatchFired' ? event.data.because : undefined;
    const [trigger] = because === undefined ? [event] : await readStream(stream, because.revision, 1);
    return trigger === undefined
      ? {}
      : { ...jsonOnly(trigger.data), occurredAt: trigger.metadata.occurredAt };
  };

  return async (run: RunOfLead): Promise<Variables> => {
    const { lead, plan, origin, now } = run;
    const trigger = await triggerOf(run);
    // What is over must not be promised.
    const offer = isCurrent(lead.offer, now) ? lead.offer : undefined;
    const id = productIn(trigger) ?? offer?.products[0];
    const nameOf = async (productId: ProductId): Promise<string> =>
      (await product(productId))?.name ?? productId;
    return {
      contact: contactValues(lead),
      event: eventValues(trigger),
      flow: flowValues(plan.flow, origin),
      product: productValues(id, id === undefined ? undefined : await product(id), offer),
      offer:
        offer === undefined
          ? {}
          : offerValues(offer, await Promise.all(offer.products.map(nameOf)), plan.timeZone),
    };
  };
};
