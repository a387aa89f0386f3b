import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.js';
import { archiveLines } from './archive-lines.js';
import { ArchiveError } from './format.js';
import { readHouseKey } from './house-key.js';
import { openServers } from './open-servers.js';
import { type Place, readPlace, type Variables } from './read-place.js';
import { writeArchive } from './write-archive.js';

/** @throws ArchiveError where a server is neither given nor in the data folder: an empty one would be made there, and copied */
const refuseMissing = ({ dataDir, eventStoreUrl, mongodbUrl }: Place): void => {
  const servers = [
    { url: eventStoreUrl, variable: 'EVENTSTORE_URL', folder: 'eventstore' },
    { url: mongodbUrl, variable: 'MONGODB_URL', folder: 'mongodb' },
  ];
  for (const { url, variable, folder } of servers)
    if (url === undefined && !existsSync(join(dataDir, folder)))
      throw new ArchiveError(`${dataDir} has no ${folder}: set ${variable} as this Leadline has it`);
};

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
  refuseMissing(place);
  const { client, db, close } = await openServers(place, onFailure);
  try {
    yield* writeArchive(archiveLines({ client, db, dataDir, key, now: systemClock }));
  } finally {
    await close();
  }
};
