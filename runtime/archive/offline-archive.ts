import { systemClock } from '../clock.js';
import { archiveLines } from './archive-lines.js';
import { readHouseKey } from './house-key.js';
import { openServers, type Place } from './open-servers.js';
import { writeArchive } from './write-archive.js';

/**
 * The text of an archive of a Leadline that does not run.
 * @throws ArchiveError where there is none, Error where it runs
 */
export const offlineArchive = async function* (
  { encryptionKey, ...place }: Place & { readonly encryptionKey: string | undefined },
  onFailure: (error: Error) => void,
): AsyncGenerator<string> {
  const { dataDir } = place;
  const key = await readHouseKey(encryptionKey, dataDir);
  const { client, db, close } = await openServers(place, onFailure);
  try {
    yield* writeArchive(archiveLines({ client, db, dataDir, key, now: systemClock }));
  } finally {
    await close();
  }
};
