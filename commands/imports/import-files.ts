import type { ImportId } from '../../domain/codecs/ids.js';
import type { ImportFile } from '../../domain/import/events.js';

/** A file that has arrived whole, and lies aside until it is kept. */
export interface ReceivedFile {
  readonly file: ImportFile;
  readonly read: () => AsyncIterable<Uint8Array>;
  /** Puts it in the place of the file that the import had. */
  readonly keep: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

/** The files of imports, on this machine, while they are needed. */
export interface ImportFiles {
  /** Nothing is left of what does not arrive whole. */
  readonly receive: (importId: ImportId, chunks: AsyncIterable<Uint8Array>) => Promise<ReceivedFile>;
  readonly has: (importId: ImportId) => Promise<boolean>;
  /** From a byte on. */
  readonly read: (importId: ImportId, from: number) => AsyncIterable<Uint8Array>;
  readonly remove: (importId: ImportId) => Promise<void>;
  /** Of which imports there are files. */
  readonly list: () => Promise<readonly ImportId[]>;
}
