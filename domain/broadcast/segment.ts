import * as t from 'io-ts';
import { ListId } from '../codecs/ids.js';
import { closed } from '../codecs/struct.js';
import type { Fault } from '../errors.js';
import { ConditionTree } from '../flow/condition-tree.js';

/** Which leads: those on a list, those who meet conditions, both at once, or everyone where that is said. */
export const Segment = closed(
  'Segment',
  {},
  { conditions: ConditionTree, listId: ListId, everyone: t.literal(true) },
);
export type Segment = t.TypeOf<typeof Segment>;

/** What is wrong with a segment whose parts are right: nobody is to reach everyone by leaving something out. */
export const segmentFaults = ({ conditions, listId, everyone }: Segment, path: string): readonly Fault[] => {
  const isNarrowed = conditions !== undefined || listId !== undefined;
  if (isNarrowed && everyone === true)
    return [{ path: `${path}.everyone`, message: 'cannot stand beside conditions or a listId' }];
  if (!isNarrowed && everyone === undefined)
    return [{ path, message: 'is empty: give conditions, a listId, or everyone: true' }];
  return [];
};
