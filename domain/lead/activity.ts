import type * as t from 'io-ts';
import { dictionary, list } from '../codecs/collections.js';
import { FlowId, FormId, PageId, ProductId } from '../codecs/ids.js';
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

const OrderItem = closed(
  'OrderItem',
  { productId: ProductId },
  { quantity: integer('Quantity', { min: 1, max: 1_000_000 }), price: Finite },
);

const fieldName = line('FieldName', 200);

export const formSubmitted = activity(
  'form-submitted',
  'FormSubmitted',
  {
    formId: FormId,
    fields: dictionary(fieldName, Json, 200),
  },
  {},
);
export const pageVisited = activity('page-visited', 'PageVisited', { url: Url }, { pageId: PageId });
export const orderPurchased = activity(
  'order-purchased',
  'OrderPurchased',
  { items: list(OrderItem, { min: 1, max: 500 }) },
  { orderId: line('OrderId', 200), total: Finite, currency: Currency },
);
export const customEvent = activity(
  'custom-event',
  'CustomEventReceived',
  { name: Name },
  { attributes: dictionary(fieldName, Json, 200) },
);
export const flowRequested = activity('flow-requested', 'FlowRequested', { flowId: FlowId }, {});

/** Everything a lead can be reported to have done. A new kind of activity is one line here. */
export const activities = [formSubmitted, pageVisited, orderPurchased, customEvent, flowRequested] as const;

type EventOf<A> = A extends { readonly event: infer C extends t.Mixed } ? t.TypeOf<C> : never;

/** One thing a lead did, as it is stored. */
export type Activity = EventOf<(typeof activities)[number]>;
