import { systemClock } from '../clock.js';
import { archiveLines } from './archive-lines.js';
import { readHouseKey } from './house-key.js';
import { openServers } from './open-servers.js';
import { readPlace, type Variables } from './read-place.js';
import { writeArchive } from './write-archive.js';

/**
 * The text of an archive of a Leadline that does not run.
 * @param variables those of its configuration
 * @throws ArchiveError where there is none, Error where it runs
 */
export const offlineArchive = async function* (
  variables: Variables,
  onFailure: (error: Error) => void,
): AsyncGenerator<string> {
  const { encryptionKey, ...place } = readPlace(variables);
  const { dataDir } = place;
  const key = await readHouseKey(encryptionKey, dataDir);
  const { client, db, close } = await openServers(place, onFailure);
  try {
    yield* writeArchive(archiveLines({ client, db, dataDir, key, now: systemClock }));
  } finally {
    await close();
  }
};
