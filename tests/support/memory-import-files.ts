import { createHash } from 'node:crypto';
import type { ImportFiles } from '../../commands/imports/import-files.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import type { ImportId } from '../../domain/codecs/ids.js';
import { ImportFile } from '../../domain/import/events.js';

const pieceSize = 1000;

/** In pieces, so that lines go over their ends. */
const piecesOf = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceSize) yield bytes.subarray(from, from + pieceSize);
};

/** What is known of a file that has arrived whole. */
const describe = (bytes: Uint8Array): ImportFile => {
  const breaks = bytes.filter((byte) => byte === 10).length;
  return decodeOrThrow(ImportFile, {
    bytes: bytes.length,
    lines: breaks + (bytes.length === 0 || bytes.at(-1) === 10 ? 0 : 1),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
};

/** The files of imports in memory. */
export const createMemoryImportFiles = (): ImportFiles => {
  const kept = new Map<ImportId, Uint8Array>();
  return {
    receive: async (importId, chunks) => {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const bytes = Buffer.concat(parts);
      return {
        file: describe(bytes),
        read: () => piecesOf(bytes),
        keep: async () => {
          kept.set(importId, bytes);
        },
        discard: async () => undefined,
      };
    },
    has: async (importId) => kept.has(importId),
    read: (importId, from) => piecesOf((kept.get(importId) ?? new Uint8Array(0)).subarray(from)),
    remove: async (importId) => {
      kept.delete(importId);
    },
    list: async () => [...kept.keys()],
  };
};
