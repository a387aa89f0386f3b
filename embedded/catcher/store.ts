import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';

/** One thing that was caught, kept in a file of its own. */
export interface Caught {
  readonly id: string;
  readonly receivedAt: string;
  readonly [detail: string]: unknown;
}

/** Caught things of one kind, oldest first. */
export interface CatcherStore {
  readonly add: (details: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly all: () => readonly Caught[];
  /** Removes what mentions one of the texts, in capitals or not. */
  readonly forget: (mentions: readonly string[]) => Promise<void>;
}

const kept = 1000;

/** Nothing where the process ended while it wrote: its sender was not told that it was taken. */
const parse = (json: string): readonly Caught[] => {
  try {
    return [JSON.parse(json)];
  } catch {
    return [];
  }
};

/** Keeps the last thousand in memory, and every one in the folder. */
export const openCatcherStore = async (directory: string): Promise<CatcherStore> => {
  await mkdir(directory, { recursive: true });
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  const items: Caught[] = [];
  for (const name of names.slice(-kept)) items.push(...parse(await readFile(join(directory, name), 'utf8')));
  let next = Number.parseInt(names.at(-1) ?? '0', 10) + 1;
  const remove = async (mentions: readonly string[]): Promise<void> => {
    const sought = mentions.map((text) => text.toLowerCase());
    const mentioned = (json: string): boolean => sought.some((text) => json.toLowerCase().includes(text));
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      if (name.endsWith('.json') && mentioned(await readFile(path, 'utf8'))) await rm(path);
    }
    items.splice(0, items.length, ...items.filter((item) => !mentioned(JSON.stringify(item))));
  };
  // Each reads what the others remove.
  const oneAtATime = new PQueue({ concurrency: 1 });
  return {
    add: async (details) => {
      const id = String(next++).padStart(8, '0');
      const item: Caught = { id, receivedAt: new Date().toISOString(), ...details };
      await writeFile(join(directory, `${id}.json`), JSON.stringify(item, undefined, 2));
      items.push(item);
      if (items.length > kept) items.shift();
    },
    all: () => items,
    forget: (mentions) => oneAtATime.add(() => remove(mentions)),
  };
};
