import type * as t from 'io-ts';
import { SegmentId } from '../codecs/ids.js';
import { closed } from '../codecs/struct.js';
import { line } from '../codecs/text.js';
import { TimeZone } from '../codecs/time.js';
import { Name } from '../codecs/values.js';
import { defineVersioned, type VersionedEvent } from '../versioned.js';
import { Segment } from './segment.js';

const { segmentId: _itself, ...who } = Segment.optional;

/** A segment under a name. Who is in it is found anew each time. */
export const SavedSegment = closed(
  'SavedSegment',
  { name: Name },
  {
    ...who,
    /** For dates and times in its conditions; UTC unless given. */
    timeZone: TimeZone,
    description: line('Description', 1000),
  },
);
export type SavedSegment = t.TypeOf<typeof SavedSegment>;

export const segments = defineVersioned('Segment', 'segment', SegmentId, SavedSegment);
export type SegmentEvent = VersionedEvent<typeof segments>;
