import { aggregates } from '../domain/aggregates.js';
import type { SegmentId } from '../domain/codecs/ids.js';
import type { SavedSegment } from '../domain/segment/saved-segment.js';
import { type VersionedDocument, versionedReadModel } from './versioned.js';

export type SegmentDocument = VersionedDocument<SegmentId, SavedSegment>;

/** Every saved segment. */
export const segments = versionedReadModel('segments', aggregates.segment);
