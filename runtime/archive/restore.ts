import type { Copied } from './copy-events.js';
import { ArchiveError, type Line } from './format.js';
import { findHouseKey, type KeyPlaces } from './house-key.js';
import { openServers } from './open-servers.js';
import { readArchive } from './read-archive.js';
import { type Names, readPlace, type Variables } from './read-place.js';
import { restoreLines } from './restore-lines.js';

export interface RestorePorts {
  /** The variables of the configuration of a Leadline there, and how each is called where it was given. */
  readonly variables: Variables;
  readonly names: Names;
  /** Whether secrets and files go into its data folder; else they stay where they are. */
  readonly withFolder: boolean;
  readonly keys: KeyPlaces;
  readonly onLine: (line: Line) => void;
  readonly onCompared: () => void;
  readonly onFailure: (error: Error) => void;
}

const linesOf = async function* (
  chunks: AsyncIterable<Uint8Array>,
  onLine: (line: Line) => void,
): AsyncGenerator<Line> {
  for await (const { line } of readArchive(chunks)) {
    onLine(line);
    yield line;
  }
};

/** Opens the servers of a place and puts an archive into them. @throws as `restoreLines` does */
export const restore = async (
  chunks: AsyncIterable<Uint8Array>,
  { variables, names, withFolder, keys, onLine, onCompared, onFailure }: RestorePorts,
): Promise<Copied> => {
  const place = readPlace(variables, names);
  if (!withFolder && (place.eventStoreUrl === undefined || place.mongodbUrl === undefined))
    throw new ArchiveError('give both servers, or a data folder for the one that is not given');
  const { client, db, close } = await openServers(place, onFailure, names);
  try {
    const target = { client, db, dataDir: withFolder ? place.dataDir : undefined };
    const findKey = (fingerprint: string) => findHouseKey(fingerprint, keys);
    return await restoreLines(linesOf(chunks, onLine), { target, findKey, onCompared });
  } finally {
    await close();
  }
};
