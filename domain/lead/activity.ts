import type * as t from 'io-ts';
import { dictionary, list } from '../codecs/collections.js';
import { FileId, FlowId, FormId, PageId, ProductId } from '../codecs/ids.js';
import { Json } from '../codecs/json.js';
import { Finite, integer } from '../codecs/numbers.js';
import { closed, type StructType } from '../codecs/struct.js';
import { line } from '../codecs/text.js';
import { Currency, Name, Url } from '../codecs/values.js';
import { type EventCodec, event } from '../event.js';

/** An activity as a client names it (`type`), what it must send (`input`), and the event that is stored. */
interface ActivityKind<Type extends string, EventType extends string, R extends t.Props, O extends t.Props> {
  readonly type: Type;
  readonly eventType: EventType;
  readonly input: StructType<R, O>;
  readonly event: EventCodec<EventType, StructType<R, O>>;
}

const activity = <
  const Type extends string,
  const EventType extends string,
  R extends t.Props,
  O extends t.Props,
>(
  type: Type,
  eventType: EventType,
  required: R,
  optional: O,
): ActivityKind<Type, EventType, R, O> => ({
  type,
  eventType,
  input: closed(`${type}.data`, required, optional),
  event: event(eventType, required, optional),
});

const quantity = integer('Quantity', { min: 1, max: 1_000_000 });
const OrderItem = closed('OrderItem', { productId: ProductId }, { quantity, price: Finite });
const items = list(OrderItem, { min: 1, max: 500 });

const fieldName = line('FieldName', 200);
const fields = dictionary(fieldName, Json, 200);
const seconds = integer('SecondsOnPage', { min: 0, max: 31_536_000 });
const adId = (name: string) => line(name, 200);

/** Where it happened. */
const onPage = { pageId: PageId, url: Url };
const money = { total: Finite, currency: Currency };
const orderId = line('OrderId', 200);
const cartId = line('CartId', 200);
const inCart = { quantity, price: Finite, currency: Currency, cartId, ...onPage };

export const formSubmitted = activity('form-submitted', 'FormSubmitted', { formId: FormId, fields }, onPage);
export const orderFormSubmitted = activity(
  'order-form-submitted',
  'OrderFormSubmitted',
  { formId: FormId, fields },
  { items, ...money, ...onPage },
);
export const leadAdFormSubmitted = activity(
  'lead-ad-form-submitted',
  'LeadAdFormSubmitted',
  { platform: line('AdPlatform', 100), formId: adId('LeadAdFormId'), fields },
  { adId: adId('AdId'), campaignId: adId('CampaignId') },
);
export const pageVisited = activity('page-visited', 'PageVisited', { url: Url }, { pageId: PageId });
export const pageLeft = activity(
  'page-left',
  'PageLeft',
  { url: Url },
  { pageId: PageId, secondsOnPage: seconds },
);
export const fileDownloaded = activity(
  'file-downloaded',
  'FileDownloaded',
  { url: Url },
  { fileId: FileId, name: Name, pageId: PageId },
);
export const addedToCart = activity('added-to-cart', 'AddedToCart', { productId: ProductId }, inCart);
export const removedFromCart = activity(
  'removed-from-cart',
  'RemovedFromCart',
  { productId: ProductId },
  inCart,
);
export const checkoutVisited = activity(
  'checkout-visited',
  'CheckoutVisited',
  {},
  { cartId, items, ...money, ...onPage },
);
export const thankYouPageVisited = activity(
  'thank-you-page-visited',
  'ThankYouPageVisited',
  {},
  { orderId, ...onPage },
);
export const orderPurchased = activity('order-purchased', 'OrderPurchased', { items }, { orderId, ...money });
export const customEvent = activity(
  'custom-event',
  'CustomEventReceived',
  { name: Name },
  { attributes: fields },
);
export const flowRequested = activity('flow-requested', 'FlowRequested', { flowId: FlowId }, {});

/** Everything a lead can be reported to have done. A new kind of activity is one line here. */
export const activities = [
  formSubmitted,
  orderFormSubmitted,
  leadAdFormSubmitted,
  pageVisited,
  pageLeft,
  fileDownloaded,
  addedToCart,
  removedFromCart,
  checkoutVisited,
  thankYouPageVisited,
  orderPurchased,
  customEvent,
  flowRequested,
] as const;

type EventOf<A> = A extends { readonly event: infer C extends t.Mixed } ? t.TypeOf<C> : never;

/** One thing a lead did, as it is stored. */
export type Activity = EventOf<(typeof activities)[number]>;
