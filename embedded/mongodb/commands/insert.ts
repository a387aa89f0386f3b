import { refuse } from '../errors.js';
import { fillTimestamps } from '../update/timestamps.js';
import { docsArgument, flagArgument, nameArgument } from './arguments.js';
import type { Command } from './command.js';
import { maxWriteBatchSize } from './handshake.js';
import { runStatements } from './write-errors.js';

export const checkBatch = (size: number): void => {
  if (size === 0 || size > maxWriteBatchSize) {
    refuse(16, `Write batch sizes must be between 1 and ${maxWriteBatchSize}. Got ${size} operations.`);
  }
};

export const insert: Command = {
  writes: 'more',
  options: ['documents', 'ordered', 'bypassDocumentValidation'],
  run: function* (body, database, server) {
    const docs = docsArgument(body, 'documents');
    checkBatch(docs.length);
    const collection = server.catalog.findOrCreate(database, nameArgument(body, 'insert'));
    let n = 0;
    const errors = yield* runStatements(docs, flagArgument(body, 'ordered', true), (doc) => {
      collection.insert(fillTimestamps(doc, server.now()));
      n++;
    });
    return { n, ...errors };
  },
};
