import type { Instant, TimeZone } from '../domain/codecs/time.js';
import type { When } from '../domain/flow/definition.js';
import { instantOf, plus } from './calendar.js';

interface Anchors {
  /** When the event that started the run happened. */
  readonly enteredAt: Instant;
  /** When the step before this one ended, once it has. */
  readonly previousEndedAt?: Instant;
  readonly timeZone: TimeZone;
}

/** When a step is due; `undefined` while that is open because it counts from the end of the step before it. */
export const dueAt = (when: When, { enteredAt, previousEndedAt, timeZone }: Anchors): Instant | undefined => {
  switch (when.type) {
    case 'immediately':
      return enteredAt;
    case 'at':
      return instantOf(when.at, when.timeZone ?? timeZone);
    case 'delay': {
      const from = when.after === 'previous-step' ? previousEndedAt : enteredAt;
      return from === undefined ? undefined : plus(from, when.delay, timeZone);
    }
    default:
      return when satisfies never;
  }
};
