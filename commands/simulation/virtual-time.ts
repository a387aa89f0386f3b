import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { EventId } from '../../domain/codecs/ids.js';
import type { Instant } from '../../domain/codecs/time.js';
import type { Clock, NewId } from '../event-log.js';

/** Time that passes only when it is told to, and never goes back. */
export interface VirtualTime {
  readonly now: Clock;
  /** Does nothing where it is later already. */
  readonly passTo: (to: Instant) => void;
}

export const createVirtualTime = (start: Instant): VirtualTime => {
  let current = start;
  return {
    now: () => current,
    passTo: (to) => {
      if (to > current) current = to;
    },
  };
};

/** Ids that count up, so that a simulation that is made again gives the same. They are stored nowhere. */
export const createCountedIds = (): NewId => {
  let count = 0;
  return () => {
    count += 1;
    return decodeOrThrow(EventId, `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`);
  };
};
