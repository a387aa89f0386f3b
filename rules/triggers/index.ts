import type { TriggerType } from '../trigger.js';
import { byHand } from './by-hand.js';
import { customEvent } from './custom-event.js';
import { formSubmitted } from './form-submitted.js';
import { orderPurchased } from './order-purchased.js';
import { pageVisited } from './page-visited.js';
import { tagAdded } from './tag-added.js';

/** THE list of trigger types. */
export const triggerTypes: readonly TriggerType[] = [
  byHand,
  customEvent,
  formSubmitted,
  orderPurchased,
  pageVisited,
  tagAdded,
];
