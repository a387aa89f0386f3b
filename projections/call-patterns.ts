import { aggregates } from '../domain/aggregates.js';
import type { CallPatternContent } from '../domain/call-pattern/call-pattern.js';
import type { CallPatternId } from '../domain/codecs/ids.js';
import { type VersionedDocument, versionedReadModel } from './versioned.js';

export type CallPatternDocument = VersionedDocument<CallPatternId, CallPatternContent>;

/** Every way in which a phone call can go. */
export const callPatterns = versionedReadModel('call_patterns', aggregates.callPattern);
