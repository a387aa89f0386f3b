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

const bytesOf = async function* (pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
};

/** The archive of a running Leadline, or of one that was stopped. */
export const archiveOf = (ports: CommandPorts, isOffline: boolean): AsyncIterable<Uint8Array> =>
  isOffline ? bytesOf(offlineArchive(ports.environment, ports.fail)) : ports.download('/v1/archive');
