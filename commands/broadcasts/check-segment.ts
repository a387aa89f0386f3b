import { type Segment, segmentFaults } from '../../domain/broadcast/segment.js';
import { type Checked, checkConditions } from '../check-flow.js';

/** What is wrong with a segment, and what it names in the catalogue. */
export const checkSegment = (segment: Segment, path: string): Checked => {
  const { conditions, listId } = segment;
  const { faults, references } = checkConditions(conditions, `${path}.conditions`);
  return {
    faults: [...segmentFaults(segment, path), ...faults],
    references: [
      ...references,
      ...(listId === undefined ? [] : [{ kind: 'list' as const, id: listId, path: `${path}.listId` }]),
    ],
  };
};
