import { Readable } from 'node:stream';
import { offlineArchive } from '../runtime/archive/offline-archive.js';
import type { CommandPorts } from './command.js';

/** The data folder of this Leadline. */
export const dataDirOf = ({ environment }: Pick<CommandPorts, 'environment'>): string =>
  environment['DATA_DIR'] || './data';

/** A variable; an empty one counts as not set. */
export const variable = (
  { environment }: Pick<CommandPorts, 'environment'>,
  name: string,
): string | undefined => environment[name] || undefined;

/** The archive of a running Leadline, or of one that was stopped. */
export const archiveOf = (ports: CommandPorts, isOffline: boolean): AsyncIterable<Uint8Array> => {
  if (!isOffline) return ports.download('/v1/archive');
  const pieces = offlineArchive(ports.environment, ports.fail);
  return Readable.from(pieces).map((piece: string) => Buffer.from(piece));
};
