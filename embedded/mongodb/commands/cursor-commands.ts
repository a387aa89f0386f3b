import { Long } from 'bson';
import type { Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import { countArgument, longArgument, nameArgument, textArgument } from './arguments.js';
import type { Command } from './command.js';

const getMore: Command = {
  options: ['collection', 'batchSize'],
  run: (body, database, server) => {
    const ns = `${database}.${textArgument(body, 'collection')}`;
    const size = countArgument(body, 'batchSize', 0) || Number.POSITIVE_INFINITY;
    const batch = server.cursors.more(longArgument(body, 'getMore'), ns, size);
    return { cursor: { nextBatch: batch.docs, id: batch.id, ns } };
  },
};

const killCursors: Command = {
  options: ['cursors'],
  run: (body, _database, server) => {
    nameArgument(body, 'killCursors');
    const ids = body['cursors'];
    if (!Array.isArray(ids)) return refuse(14, "BSON field 'killCursors.cursors' must be an array");
    const killed: Value[] = [];
    const unknown: Value[] = [];
    for (const id of ids) {
      if (!(id instanceof Long))
        return refuse(14, "BSON field 'killCursors.cursors' must hold values of type long");
      (server.cursors.kill(id) ? killed : unknown).push(id);
    }
    return { cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [] };
  },
};

export const cursorCommands: Readonly<Record<string, Command>> = { getMore, killCursors };
