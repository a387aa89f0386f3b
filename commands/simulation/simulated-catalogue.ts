import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { FlowId } from '../../domain/codecs/ids.js';
import { Url } from '../../domain/codecs/values.js';
import { type Catalogue, createCatalogue } from '../catalogue.js';
import type { Clock } from '../event-log.js';
import { createHoldBack, type HoldBack } from '../hold-back-message.js';
import type { Links } from '../links.js';
import { createManagePolicy } from '../manage-policy.js';
import { createManageSuppressions } from '../manage-suppressions.js';
import type { Hash } from '../resolve-lead.js';
import type { PastRepositories } from './past-repositories.js';

const nowhere = decodeOrThrow(Url, 'https://leadline.invalid/');

/** Links for messages that nobody gets. */
export const simulatedLinks: Links = {
  open: () => nowhere,
  click: () => nowhere,
  unsubscribe: () => nowhere,
  callback: () => nowhere,
};

export interface SimulatedCataloguePorts {
  readonly connection: Catalogue['connection'];
  readonly hash: Hash;
}

/** The catalogue as it was, in which the simulated flow is active. */
export const createPastCatalogue = (
  repositories: PastRepositories,
  flowId: FlowId,
  { connection, hash }: SimulatedCataloguePorts,
): Catalogue => {
  const { reasonFor } = createManageSuppressions(repositories, hash);
  const catalogue = createCatalogue({ repositories, connection, reasonFor });
  return { ...catalogue, flow: async (id) => (id === flowId ? 'active' : catalogue.flow(id)) };
};

/**
 * Holds messages back by the sending policy as it was, and the limits of connections as they are. Throttles are left out:
 * they depend on the messages of all leads.
 */
export const createPastHoldBack = (
  repositories: PastRepositories,
  { connection }: SimulatedCataloguePorts,
  clock: Clock,
): HoldBack => {
  const { load } = createManagePolicy(repositories);
  return createHoldBack({
    policy: async () => (await load()).policy,
    connection,
    reserve: (_connectionId, _throttle, _key, now) => now,
    clock,
  });
};
