import type { Db } from 'mongodb';
import type { Position } from '../../domain/codecs/numbers.js';
import type { Client } from '../own-log.js';
import { createCheckpoints } from '../read-models.js';
import { createRestoreMark } from '../unfinished-restore.js';
import { reactor } from './collections.js';
import { createCopyDocuments } from './copy-documents.js';
import { type Copied, createCopyEvents } from './copy-events.js';
import { createFolderWriter } from './data-folder.js';
import { ArchiveError, type ArchiveHeader, type HandledEvent, type Line } from './format.js';
import { type HouseKey, keepHouseKey } from './house-key.js';
import { createPartSeal } from './secret-parts.js';

export interface Target {
  readonly client: Client;
  readonly db: Db;
  /** Where secrets and the files of imports go; nowhere, where the data folder stays the same. */
  readonly dataDir: string | undefined;
}

interface RestorePorts {
  readonly target: Target;
  /** The key of the house that wrote the archive, by its fingerprint. @throws ArchiveError where it is not there */
  readonly findKey: (fingerprint: string) => Promise<HouseKey>;
  /** Called for each event of the copy that was read again. */
  readonly onCompared: () => void;
}

/** @throws ArchiveError where read models are, or anybody but us has said how far the log is done */
const refuseUsed = async (db: Db): Promise<void> => {
  const readModels = await db.collection('read_models').countDocuments({});
  const others = [...(await createCheckpoints(db).load()).keys()].filter((name) => name !== reactor);
  if (readModels > 0 || others.length > 0)
    throw new ArchiveError(
      'Leadline has already run on the target: only one that it has not can take an archive',
    );
};

const headerOf = async (lines: AsyncIterator<Line>): Promise<ArchiveHeader> => {
  const first = await lines.next();
  if (first.done === true || first.value.line !== 'header')
    throw new ArchiveError('the archive has no header');
  return first.value;
};

/** Puts each line where it belongs. */
const createPlace = ({ client, db, dataDir }: Target, key: Uint8Array) => {
  const seal = createPartSeal(key);
  const events = createCopyEvents(client);
  const documents = createCopyDocuments(db);
  const folder = dataDir === undefined ? undefined : createFolderWriter(dataDir);
  let handled: HandledEvent | undefined;

  const placeSealed = async (text: string): Promise<void> => {
    const part = seal.open(text);
    switch (part.part) {
      case 'document':
        return documents.document(part.collection, part.document);
      case 'file':
        return folder?.file(part);
      case 'secret':
        return folder?.secret(part);
      default:
        return part satisfies never;
    }
  };

  return {
    events,
    documents,
    close: async () => folder?.close(),
    handled: () => handled,
    place: async (line: Line): Promise<void> => {
      switch (line.line) {
        case 'handled':
          handled = line;
          return;
        case 'event':
          return events.copy(line);
        case 'key':
          return documents.key(line.document);
        case 'sealed':
          return placeSealed(line.text);
        case 'header':
        case 'head':
        case 'footer':
          return;
        default:
          return line satisfies never;
      }
    },
  };
};

const restoreFrom = async (iterator: AsyncIterator<Line>, ports: RestorePorts): Promise<Copied> => {
  const { target, findKey, onCompared } = ports;
  const mark = createRestoreMark(target.db);
  const key = await findKey((await headerOf(iterator)).keyFingerprint);
  await refuseUsed(target.db);
  if (target.dataDir !== undefined) await keepHouseKey(target.dataDir, key);
  await mark.set();
  const { events, documents, handled, place, close } = createPlace(target, key.bytes);
  try {
    await documents.begin();
    for await (const line of { [Symbol.asyncIterator]: () => iterator }) await place(line);
    await documents.end();
    const copied = await events.end();
    const position: Position | undefined = await events.verify(handled(), onCompared);
    if (position !== undefined) await createCheckpoints(target.db).save([reactor], position);
    await mark.remove();
    return copied;
  } finally {
    await close();
  }
};

/**
 * Puts an archive into servers that no Leadline has run on. Done again, it goes on where it was, and takes what has been
 * added since; until it has ended, no Leadline starts there.
 * @throws ArchiveError for a wrong archive, a wrong key, or a target that has something else
 */
export const restoreLines = async (lines: AsyncIterable<Line>, ports: RestorePorts): Promise<Copied> => {
  const iterator = lines[Symbol.asyncIterator]();
  try {
    return await restoreFrom(iterator, ports);
  } finally {
    // Where they were left early: who gives them has servers open until it is told.
    await iterator.return?.();
  }
};
