import * as t from 'io-ts';
import { under } from '../codecs/decode.js';
import { ListId, SegmentId } from '../codecs/ids.js';
import { closed } from '../codecs/struct.js';
import type { Fault } from '../errors.js';
import { ConditionTree } from '../flow/condition-tree.js';

/**
 * Which leads: those on a list, those who meet conditions, both at once, or everyone where that is said; or a segment
 * that is saved.
 */
export const Segment = closed(
  'Segment',
  {},
  { conditions: ConditionTree, listId: ListId, everyone: t.literal(true), segmentId: SegmentId },
);
export type Segment = t.TypeOf<typeof Segment>;

/** What is wrong with a segment whose parts are right: nobody is to reach everyone by leaving something out. */
export const segmentFaults = (segment: Segment, path: string): readonly Fault[] => {
  const { conditions, listId, everyone, segmentId } = segment;
  const isNarrowed = conditions !== undefined || listId !== undefined;
  if (segmentId !== undefined)
    return isNarrowed || everyone === true
      ? [{ path: under(path, 'segmentId'), message: 'cannot stand beside anything else' }]
      : [];
  if (isNarrowed && everyone === true)
    return [{ path: under(path, 'everyone'), message: 'cannot stand beside conditions or a listId' }];
  if (!isNarrowed && everyone === undefined)
    return [{ path, message: 'is empty: give conditions, a listId, a segmentId, or everyone: true' }];
  return [];
};
