import * as t from 'io-ts';
import { decode } from '../../domain/codecs/decode.js';
import { SegmentId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import type { WatchType } from '../watch.js';

const type = 'entered-segment';
const settings = closed('EnteredSegmentTrigger', { type: t.literal(type), segmentId: SegmentId });

/** The lead was not in the saved segment and is now, by what happened to it or because time has passed. */
export const enteredSegment: WatchType = {
  type,
  label: 'Entered segment',
  settings,
  eventTypes: 'every',
  keysOf: () => [type],
  read: (input) => {
    const decoded = decode(settings, input);
    return decoded.ok
      ? { kind: 'segment', keys: [type], concerns: () => true, segmentId: decoded.value.segmentId }
      : undefined;
  },
};
