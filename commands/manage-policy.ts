import { decodeOrThrow } from '../domain/codecs/decode.js';
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
      const isNew = (await load(id)).revision === undefined && (expectedVersion ?? 0) === 0;
      return isNew ? create(id, policy, cause) : revise(id, policy, cause, expectedVersion);
    },
  };
};

export type ManagePolicy = ReturnType<typeof createManagePolicy>;
