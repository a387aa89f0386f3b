/** A tombstone stands at the highest revision there is, so that no append can ever follow it. */
export const tombstoneRevision = Number.MAX_SAFE_INTEGER;

export type ProposedEvent = {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
};

export type StoredEvent = ProposedEvent & {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly createdAt: number;
};
