import { Long } from 'bson';
import { readMemory } from '../../memory-watch.js';
import type { Doc } from '../bson/value.js';
import { totals } from '../query/select.js';
import type { Catalog } from '../storage/catalog.js';
import type { Command } from './command.js';

const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);

/** What the documents come to: on the wire, and in the memory of this thread with their indexes. */
const storageEngine = (catalog: Catalog): Doc => {
  const { usedBytes, limitBytes } = readMemory();
  return {
    name: 'leadline-sqlite',
    documents: catalog.all().reduce((total, { records }) => total + records.size, 0),
    dataSize: Long.fromNumber(catalog.dataSize()),
    heapUsed: Long.fromNumber(usedBytes),
    heapLimit: Long.fromNumber(limitBytes),
  };
};

const serverStatus: Command = {
  options: [],
  run: (_body, _database, server) => ({
    process: 'leadline-embedded-mongodb',
    pid: process.pid,
    localTime: server.now(),
    uptime: process.uptime(),
    mem: { bits: 64, resident: megabytes(process.memoryUsage.rss()), supported: true },
    metrics: {
      queryExecutor: { scanned: totals.keys, scannedObjects: totals.docs },
      cursor: { open: { total: server.cursors.count() } },
    },
    storageEngine: storageEngine(server.catalog),
  }),
};

export const statusCommands: Readonly<Record<string, Command>> = { serverStatus };
