import type { TriggerType } from '../trigger.js';
import type { WatchType } from '../watch.js';
import { addedToCart } from './added-to-cart.js';
import { addedToList } from './added-to-list.js';
import { attributeChanged } from './attribute-changed.js';
import { byHand } from './by-hand.js';
import { callAnswered } from './call-answered.js';
import { callEnded } from './call-ended.js';
import { checkoutVisited } from './checkout-visited.js';
import { customEvent } from './custom-event.js';
import { dateOnLead } from './date-on-lead.js';
import { emailBounced } from './email-bounced.js';
import { emailLinkClicked } from './email-link-clicked.js';
import { emailOpened } from './email-opened.js';
import { enteredSegment } from './entered-segment.js';
import { fileDownloaded } from './file-downloaded.js';
import { formSubmitted } from './form-submitted.js';
import { leadAdFormSubmitted } from './lead-ad-form-submitted.js';
import { leadRegistered } from './lead-registered.js';
import { leftWithoutDownloading } from './left-without-downloading.js';
import { orderFormSubmitted } from './order-form-submitted.js';
import { orderPurchased } from './order-purchased.js';
import { pageLeft } from './page-left.js';
import { pageVisited } from './page-visited.js';
import { productAdded } from './product-added.js';
import { productRemoved } from './product-removed.js';
import { removedFromCart } from './removed-from-cart.js';
import { removedFromList } from './removed-from-list.js';
import { smsDelivered } from './sms-delivered.js';
import { smsReceived } from './sms-received.js';
import { tagAdded } from './tag-added.js';
import { tagRemoved } from './tag-removed.js';
import { thankYouPageVisited } from './thank-you-page-visited.js';
import { tjAccountCreated } from './tj-account-created.js';
import { tjActive } from './tj-active.js';
import { tjCourseCompleted } from './tj-course-completed.js';
import { tjCourseStarted } from './tj-course-started.js';
import { tjStepCompleted } from './tj-step-completed.js';
import { tjSubscriptionEnded } from './tj-subscription-ended.js';
import { tjSubscriptionStarted } from './tj-subscription-started.js';
import { unsubscribed } from './unsubscribed.js';

/** The triggers that an event of the lead fires. */
export const eventTriggerTypes: readonly TriggerType[] = [
  addedToCart,
  addedToList,
  attributeChanged,
  byHand,
  callAnswered,
  callEnded,
  checkoutVisited,
  customEvent,
  emailBounced,
  emailLinkClicked,
  emailOpened,
  fileDownloaded,
  formSubmitted,
  leadAdFormSubmitted,
  leadRegistered,
  orderFormSubmitted,
  orderPurchased,
  pageVisited,
  productAdded,
  productRemoved,
  removedFromCart,
  removedFromList,
  smsDelivered,
  smsReceived,
  tagAdded,
  tagRemoved,
  thankYouPageVisited,
  tjAccountCreated,
  tjActive,
  tjCourseCompleted,
  tjCourseStarted,
  tjStepCompleted,
  tjSubscriptionEnded,
  tjSubscriptionStarted,
  unsubscribed,
];

/** The triggers that time fires as it passes. */
export const watchTypes: readonly WatchType[] = [
  dateOnLead,
  enteredSegment,
  leftWithoutDownloading,
  pageLeft,
];

/** THE list of trigger types. */
export const triggerTypes: readonly (TriggerType | WatchType)[] = [...eventTriggerTypes, ...watchTypes];
