import { under } from '../../domain/codecs/decode.js';
import { DomainError } from '../../domain/errors.js';
import { type Segment, segmentFaults } from '../../domain/segment/segment.js';
import type { Reference } from '../../rules/reference.js';
import type { Catalogue } from '../catalogue.js';
import { type Checked, checkConditions, missingReferences } from '../check-flow.js';

/** What is wrong with a segment, and what it names in the catalogue. @param path empty where the segment is the body itself */
export const checkSegment = (segment: Segment, path: string): Checked => {
  const { conditions, listId, segmentId } = segment;
  const { faults, unready, references } = checkConditions(conditions, under(path, 'conditions'));
  const named: readonly Reference[] = [
    ...(listId === undefined ? [] : [{ kind: 'list' as const, id: listId, path: under(path, 'listId') }]),
    ...(segmentId === undefined
      ? []
      : [{ kind: 'segment' as const, id: segmentId, path: under(path, 'segmentId') }]),
  ];
  return {
    faults: [...segmentFaults(segment, path), ...faults],
    unready,
    references: [...references, ...named],
  };
};

/**
 * @param failure what is said of something that is not there
 * @throws DomainError `invalid`, or `unusable` for what the catalogue does not have
 */
export const createRefuseFaults =
  (catalogue: Catalogue, failure: string) =>
  async (...parts: readonly Checked[]): Promise<void> => {
    const faults = parts.flatMap((part) => [...part.faults, ...part.unready]);
    if (faults.length > 0) throw DomainError.invalid(faults);
    const missing = await missingReferences(
      parts.flatMap((part) => part.references),
      catalogue,
    );
    if (missing.length > 0) throw DomainError.unusable(failure, missing);
  };
