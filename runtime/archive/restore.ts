import type { Copied } from './copy-events.js';
import { ArchiveError, type Line } from './format.js';
import { findHouseKey, type KeyPlaces } from './house-key.js';
import { openServers } from './open-servers.js';
import { readArchive } from './read-archive.js';
import { restoreLines } from './restore-lines.js';

/** Where an archive goes. What is not named is embedded in the data folder; without one, secrets and files stay where they are. */
export interface RestorePlace {
  readonly dataDir: string | undefined;
  readonly eventStoreUrl: string | undefined;
  readonly streamPrefix: string | undefined;
  readonly mongodbUrl: string | undefined;
}

export interface RestorePorts {
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
  place: RestorePlace,
  { keys, onLine, onCompared, onFailure }: RestorePorts,
): Promise<Copied> => {
  const { dataDir, eventStoreUrl, mongodbUrl } = place;
  if (dataDir === undefined && (eventStoreUrl === undefined || mongodbUrl === undefined))
    throw new ArchiveError(
      'there is no data folder for the server that is not named: give both, or a folder',
    );
  const { client, db, close } = await openServers({ ...place, dataDir: dataDir ?? '.' }, onFailure);
  try {
    const target = { client, db, dataDir };
    const findKey = (fingerprint: string) => findHouseKey(fingerprint, keys);
    return await restoreLines(linesOf(chunks, onLine), { target, findKey, onCompared });
  } finally {
    await close();
  }
};
