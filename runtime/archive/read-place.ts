import { type Config, readConfig } from '../config.js';
import { ArchiveError } from './format.js';

/** Where the log and the documents are; what is not named is embedded in the data folder. */
export type Place = Pick<
  Config,
  'dataDir' | 'eventStoreUrl' | 'eventStoreStreamPrefix' | 'mongodbUrl' | 'embeddedMemoryMb'
>;

/** Variables of the configuration, as they would be set for a Leadline there. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** How each variable is called where it was given. */
export type Names = Readonly<Record<string, string>>;

/** An error that names a variable first, with what that is called. */
export const renamed = (error: unknown, names: Names): unknown => {
  const [variable, ...rest] = error instanceof Error ? error.message.split(': ') : [];
  const name = variable === undefined ? undefined : names[variable];
  return name === undefined ? error : new ArchiveError(`${name}: ${rest.join(': ')}`);
};

/**
 * Reads where a Leadline has its servers.
 * @throws ArchiveError that names each wrong variable
 */
export const readPlace = (variables: Variables, names: Names = {}): Place & Pick<Config, 'encryptionKey'> => {
  const read = readConfig(variables);
  if (read.ok) return read.config;
  throw new ArchiveError(
    read.faults.map(({ path, message }) => `${names[path] ?? path} ${message}`).join('\n'),
  );
};
