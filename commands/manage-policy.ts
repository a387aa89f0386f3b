import { decodeOrThrow } from '../domain/codecs/decode.js';
import { DomainError } from '../domain/errors.js';
import { PolicyId, type SendingPolicy } from '../domain/policy/policy.js';
import type { Cause } from './event-log.js';
import { createManageVersioned } from './manage-versioned.js';
import type { Repositories } from './repositories.js';

const id = decodeOrThrow(PolicyId, 'sending');

/** The sending policy: empty, and at version 0, until somebody makes one. */
export const createManagePolicy = ({ policies }: Pick<Repositories, 'policies'>) => {
  const { load, create, revise } = createManageVersioned(policies);
  return {
    load: async (): Promise<{ readonly policy: SendingPolicy; readonly version: number }> => {
      const { versions } = (await load(id)).state;
      return { policy: versions.at(-1) ?? {}, version: versions.length };
    },
    /** @throws DomainError `conflict` when the version is not `expectedVersion` */
    change: async (policy: SendingPolicy, cause: Cause, expectedVersion?: number) => {
      const { revision } = await load(id);
      if (revision !== undefined) return revise(id, policy, cause, expectedVersion);
      if (expectedVersion !== undefined && expectedVersion !== 0)
        throw DomainError.conflict(`Version ${expectedVersion} is not the latest.`);
      return create(id, policy, cause);
    },
  };
};
