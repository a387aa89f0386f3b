import { createAppends } from './append.js';
import { createCommitSignal } from './commit-signal.js';
import { createGroupCommit } from './group-commit.js';
import { createLogWriter } from './log-writer.js';
import { createRecentIds } from './recent-ids.js';
import { createScavenger } from './scavenge.js';
import { openStorage } from './storage.js';
import { createStreams } from './streams.js';

/** The event log without the protocol: storage, what is remembered of it, and the one way to change it. */
export const openEventLog = (directory: string) => {
  const storage = openStorage(directory);
  const streams = createStreams(storage);
  const recentIds = createRecentIds();
  const writer = createLogWriter(storage, streams, recentIds);
  const commits = createCommitSignal();
  const appends = createAppends({ storage, streams, recentIds, writer });
  const groupCommit = createGroupCommit(storage, {
    afterCommit: commits.notify,
    afterRollback: () => {
      streams.forget();
      writer.forget();
    },
  });
  const { inNextCommit } = groupCommit;
  const scavenger = createScavenger({ storage, streams, writer, inNextCommit });
  const initialise = async (): Promise<void> => {
    if (writer.lastPosition() === 0) await inNextCommit(appends.writeFirstRecord);
  };

  return {
    storage,
    streams,
    commits,
    scavenger,
    lastPosition: writer.lastPosition,
    initialise,
    flush: groupCommit.flush,
    change: <T>(work: (log: typeof appends) => T): Promise<T> => inNextCommit(() => work(appends)),
    close: async (): Promise<void> => {
      await scavenger.close();
      groupCommit.close();
      storage.close();
    },
  };
};

export type EventLog = ReturnType<typeof openEventLog>;
