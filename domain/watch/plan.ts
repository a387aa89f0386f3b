import type { Instant } from '../codecs/time.js';
import type { TriggerEvent } from '../run/events.js';

/** When a watch is due, and of what. */
export interface PlannedWatch {
  readonly because?: TriggerEvent;
  readonly from: Instant;
  readonly dueAt: Instant;
}

/** The plan, without what else is said beside it. */
export const planned = ({ because, from, dueAt }: PlannedWatch): PlannedWatch => ({
  ...(because === undefined ? {} : { because }),
  from,
  dueAt,
});
