import { aggregates } from '../domain/aggregates.js';
import type { FunnelId } from '../domain/codecs/ids.js';
import type { Funnel } from '../domain/funnel/funnel.js';
import { type VersionedDocument, versionedReadModel } from './versioned.js';

export type FunnelDocument = VersionedDocument<FunnelId, Funnel>;

/** Every funnel. */
export const funnels = versionedReadModel('funnels', aggregates.funnel);
