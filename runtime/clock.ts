import type { Clock } from '../commands/event-log.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import { Instant } from '../domain/codecs/time.js';

/** The time of the machine, in UTC. */
export const systemClock: Clock = () => decodeOrThrow(Instant, new Date().toISOString());
