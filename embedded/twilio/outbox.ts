import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as t from 'io-ts';
import { Callback } from './callback.js';

const Entry = t.readonly(t.type({ sid: t.string, callbacks: t.readonlyArray(Callback) }));
/** The callbacks of one message or call, in the order in which they are to be sent. */
export type Entry = t.TypeOf<typeof Entry>;

/** Callbacks that are still to be sent, so that the next start can send them. */
export interface Outbox {
  readonly put: (entry: Entry) => Promise<void>;
  readonly remove: (sid: string) => Promise<void>;
  /** What an earlier run of this program left. */
  readonly left: readonly Entry[];
}

/** Nothing where the process ended while it wrote: then its answer was not given either. */
const parse = (json: string): readonly Entry[] => {
  try {
    const entry: unknown = JSON.parse(json);
    return Entry.is(entry) ? [entry] : [];
  } catch {
    return [];
  }
};

/** Opens the outbox in a folder; each entry is a file of its own. */
export const openOutbox = async (directory: string): Promise<Outbox> => {
  await mkdir(directory, { recursive: true });
  const file = (sid: string): string => join(directory, `${sid}.json`);
  const left: Entry[] = [];
  for (const name of await readdir(directory))
    left.push(...parse(await readFile(join(directory, name), 'utf8')));
  return {
    put: (entry) => writeFile(file(entry.sid), JSON.stringify(entry)),
    remove: (sid) => rm(file(sid), { force: true }),
    left,
  };
};
