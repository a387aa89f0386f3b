import type { TriggerType } from '../trigger.js';
import { byHand } from './by-hand.js';
import { callAnswered } from './call-answered.js';
import { customEvent } from './custom-event.js';
import { formSubmitted } from './form-submitted.js';
import { orderPurchased } from './order-purchased.js';
import { pageVisited } from './page-visited.js';
import { smsReceived } from './sms-received.js';
import { tagAdded } from './tag-added.js';

/** THE list of trigger types. */
export const triggerTypes: readonly TriggerType[] = [
  byHand,
  callAnswered,
  customEvent,
  formSubmitted,
  orderPurchased,
  pageVisited,
  smsReceived,
  tagAdded,
];
