import { type Config, readConfig } from '../config.js';
import { ArchiveError } from './format.js';

/** Where the log and the documents are; what is not named is embedded in the data folder. */
export type Place = Pick<
  Config,
  'dataDir' | 'eventStoreUrl' | 'eventStoreStreamPrefix' | 'mongodbUrl' | 'embeddedMemoryMb'
>;

/** Variables of the configuration, as they would be set for a Leadline there. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads where a Leadline has its servers.
 * @param names how each variable is called where it was given
 * @throws ArchiveError that names each wrong variable
 */
export const readPlace = (
  variables: Variables,
  names: Readonly<Record<string, string>> = {},
): Place & Pick<Config, 'encryptionKey'> => {
  const read = readConfig(variables);
  if (read.ok) return read.config;
  throw new ArchiveError(
    read.faults.map(({ path, message }) => `${names[path] ?? path} ${message}`).join('\n'),
  );
};
