import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { GroupCommit } from './group-commit.js';
import type { LogWriter } from './log-writer.js';
import type { Storage } from './storage.js';
import type { ProposedEvent } from './stored-event.js';
import { firstVisibleRevision, oldestVisibleTime } from './stream-metadata.js';
import type { Streams } from './streams.js';

type Known = {
  readonly storage: Storage;
  readonly streams: Streams;
  readonly writer: LogWriter;
  readonly inNextCommit: GroupCommit['inNextCommit'];
};

type NamedStream = { readonly id: number; readonly name: string };
type Run = { readonly id: string; isStopped: boolean };

// Small enough that an append that comes in between waits for milliseconds only.
const streamsAtOnce = 200;
const eventsAtOnce = 500;

const history = '$scavenges';

const eventOf = (type: string, text: string, isJson: boolean): ProposedEvent => ({
  id: randomUUID(),
  type,
  isJson,
  data: Buffer.from(text, 'utf8'),
  metadata: new Uint8Array(),
});

/**
 * Removes for good what no read shows any more: events before `$tb`, beyond `$maxCount` or older than `$maxAge`, those
 * of deleted streams, and metadata that was replaced. The last event of a stream stays, so that its revisions go on.
 */
export const createScavenger = ({ storage, streams, writer, inNextCommit }: Known) => {
  let current: (Run & { readonly done: Promise<void> }) | undefined;

  const append = (stream: string, event: ProposedEvent): number => {
    const revision = streams.lastRevision(stream) + 1;
    writer.write(stream, revision, [event]);
    return revision;
  };
  /** Each scavenge has a stream of its own, to which the history links, as on the real server. */
  const record = ({ id }: Run, type: string, details: Readonly<Record<string, unknown>>): Promise<void> =>
    inNextCommit(() => {
      const stream = `${history}-${id}`;
      const revision = append(stream, eventOf(type, JSON.stringify({ scavengeId: id, ...details }), true));
      append(history, eventOf('$>', `${revision}@${stream}`, false));
    });

  const removeHidden = ({ id, name }: NamedStream, limit: number): number => {
    const last = streams.lastRevision(name);
    const metadata = streams.metadata(name);
    const firstVisible = streams.isTombstoned(name) ? last : firstVisibleRevision(metadata, last);
    const oldest = oldestVisibleTime(metadata, Date.now());
    if (firstVisible === 0 && oldest === 0) return 0;
    return storage.removeHidden(id, { last, firstVisible, oldest, limit });
  };
  /** Goes through the streams until enough is removed for one commit; answers those that are left. */
  const removeSome = (page: readonly NamedStream[]): readonly NamedStream[] => {
    let left = eventsAtOnce;
    for (const [index, stream] of page.entries()) {
      left -= removeHidden(stream, left);
      if (left <= 0) return page.slice(index);
    }
    return [];
  };

  const removeAll = async (run: Run): Promise<void> => {
    let page: readonly NamedStream[] = [];
    let seen = 0;
    while (!run.isStopped) {
      if (page.length === 0) page = storage.streamsAfter(seen, streamsAtOnce);
      if (page.length === 0) return;
      seen = page.at(-1)?.id ?? seen;
      const streamsLeft = page;
      page = await inNextCommit(() => removeSome(streamsLeft));
      await setImmediate();
    }
  };

  const perform = async (run: Run): Promise<void> => {
    const before = storage.unusedBytes();
    await record(run, '$scavengeStarted', {});
    await removeAll(run);
    const result = run.isStopped ? 'Stopped' : 'Success';
    const spaceSaved = Math.max(0, storage.unusedBytes() - before);
    await record(run, '$scavengeCompleted', { result, spaceSaved });
  };

  const begin = (): string => {
    const run = { id: randomUUID(), isStopped: false };
    const done = perform(run)
      // What does not let events be removed is told by the next append as well.
      .catch((error: unknown) =>
        record(run, '$scavengeCompleted', { result: 'Failed', error: String(error) }),
      )
      .catch(() => undefined)
      .finally(() => {
        current = undefined;
      });
    current = Object.assign(run, { done });
    return run.id;
  };
  const stop = (): void => {
    if (current) current.isStopped = true;
  };

  return {
    /** One at a time: answers the one that runs already, if there is one. */
    start: (): { readonly id: string; readonly isNew: boolean } =>
      current ? { id: current.id, isNew: false } : { id: begin(), isNew: true },
    /** Answers false if no such scavenge runs. What it has removed stays removed. */
    stop: (id: string): boolean => {
      const isRunning = current?.id === id;
      if (isRunning) stop();
      return isRunning;
    },
    close: async (): Promise<void> => {
      stop();
      await current?.done;
    },
  };
};

export type Scavenger = ReturnType<typeof createScavenger>;
