import { createDistinct } from '../bson/distinct.js';
import { visitPath } from '../query/paths.js';
import { select, take } from '../query/select.js';
import { collectionArgument, countArgument, optionalDoc, textArgument, timeArgument } from './arguments.js';
import type { Command } from './command.js';
import { queryIn } from './find.js';

const count: Command = {
  options: ['query', 'limit', 'skip', 'hint', 'fields'],
  run: (body, database, server) => {
    const collection = collectionArgument(body, 'count', database, server);
    const skip = countArgument(body, 'skip', 0);
    const limit = countArgument(body, 'limit', 0);
    const query = optionalDoc(body, 'query') ?? {};
    if (Object.keys(query).length === 0 && skip === 0 && limit === 0)
      return { n: collection?.records.size ?? 0 };
    const { found } = select(collection, {
      ...queryIn(body, 'query', limit === 0 ? 0 : limit + skip),
      isOver: timeArgument(body, server),
    });
    return { n: take(found, skip, limit).length };
  },
};

const distinct: Command = {
  options: ['key', 'query', 'hint'],
  run: (body, database, server) => {
    const path = textArgument(body, 'key').split('.');
    const { found } = select(collectionArgument(body, 'distinct', database, server), {
      ...queryIn(body, 'query', 0),
      isOver: timeArgument(body, server),
    });
    const { add, values } = createDistinct();
    for (const { doc } of found) {
      visitPath(doc, path, 'whole', (value) => {
        if (Array.isArray(value)) value.forEach(add);
        else if (value !== undefined) add(value);
        return false;
      });
    }
    return { values };
  },
};

export const countCommands: Readonly<Record<string, Command>> = { count, distinct };
