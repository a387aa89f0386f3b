import type { ConditionType } from '../condition.js';
import { attribute } from './attribute.js';
import { currentDate } from './current-date.js';
import { hasProduct } from './has-product.js';
import { hasTag } from './has-tag.js';
import { purchasedProduct } from './purchased-product.js';

/** THE list of condition types. */
export const conditionTypes: readonly ConditionType[] = [
  attribute,
  currentDate,
  hasProduct,
  hasTag,
  purchasedProduct,
];
