import { maxMessageBytes } from './commands/handshake.js';
import { broken, headerBytes } from './wire.js';

/** What unfinished messages of all connections may take together. */
const maxHeldBytes = 512 * 1024 * 1024;

/** Counts what all connections hold. */
export interface HeldBytes {
  readonly add: (bytes: number) => void;
}

export const createHeldBytes = (): HeldBytes => {
  let held = 0;
  return {
    add: (bytes) => {
      if (held + bytes > maxHeldBytes) broken('too many unfinished messages');
      held += bytes;
    },
  };
};

const nothing = Buffer.alloc(0);

/** Cuts a stream of bytes into messages. */
export const createFramer = (held: HeldBytes) => {
  // What has come and is not cut off yet lies between `from` and `to`.
  let space: Buffer = nothing;
  let from = 0;
  let to = 0;

  const makeSpace = (more: number): void => {
    if (to + more <= space.length) return;
    // Twice as much each time, so that a message in tiny pieces is not copied at each of them.
    const larger = Buffer.allocUnsafe(Math.max(2 * (to - from), to - from + more));
    space.copy(larger, 0, from, to);
    to -= from;
    from = 0;
    space = larger;
  };
  /** What begins a message is not to keep those before it in memory. */
  const shrink = (): undefined => {
    if (from === 0) return;
    space = Buffer.from(space.subarray(from, to));
    to -= from;
    from = 0;
  };
  const release = (bytes: number): void => {
    from += bytes;
    held.add(-bytes);
    if (from < to) return;
    space = nothing;
    from = 0;
    to = 0;
  };

  return {
    /** @throws WireError when too much is held */
    push: (chunk: Buffer): void => {
      held.add(chunk.length);
      if (to === 0) {
        space = chunk;
      } else {
        makeSpace(chunk.length);
        chunk.copy(space, to);
      }
      to += chunk.length;
    },
    /** The next message, if all of it has come. @throws WireError when there can be none of that length */
    next: (): Buffer | undefined => {
      if (to - from < headerBytes) return shrink();
      const length = space.readInt32LE(from);
      if (length < headerBytes || length > maxMessageBytes) return broken(`a message of ${length} bytes`);
      if (to - from < length) return shrink();
      const frame = space.subarray(from, from + length);
      release(length);
      return frame;
    },
    /** Forgets what is left when the connection ends. */
    end: (): void => release(to - from),
  };
};
