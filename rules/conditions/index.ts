import type { ConditionType } from '../condition.js';
import { attribute } from './attribute.js';
import { clickedEmailLink } from './clicked-email-link.js';
import { currentDate } from './current-date.js';
import { currentTime } from './current-time.js';
import { dateAdded } from './date-added.js';
import { hasProduct } from './has-product.js';
import { hasTag } from './has-tag.js';
import { insideFunnel } from './inside-funnel.js';
import { lastFormSubmitDate } from './last-form-submit-date.js';
import { leadEventAttribute } from './lead-event-attribute.js';
import { notChosen } from './not-chosen.js';
import { openedEmail } from './opened-email.js';
import { purchasedProduct } from './purchased-product.js';
import { tjCompletedCourse } from './tj-completed-course.js';
import { tjCompletedStep } from './tj-completed-step.js';
import { tjHasAccount } from './tj-has-account.js';
import { tjHasSubscription } from './tj-has-subscription.js';
import { tjLastActive, tjLastActivity } from './tj-last-active.js';
import { tjStartedCourse } from './tj-started-course.js';
import { visitedPage } from './visited-page.js';

/** THE list of condition types. */
export const conditionTypes: readonly ConditionType[] = [
  attribute,
  clickedEmailLink,
  currentDate,
  currentTime,
  dateAdded,
  hasProduct,
  hasTag,
  insideFunnel,
  lastFormSubmitDate,
  leadEventAttribute,
  notChosen,
  openedEmail,
  purchasedProduct,
  tjCompletedCourse,
  tjCompletedStep,
  tjHasAccount,
  tjHasSubscription,
  tjLastActive,
  tjLastActivity,
  tjStartedCourse,
  visitedPage,
];
