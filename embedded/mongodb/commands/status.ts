import { totals } from '../query/select.js';
import type { Command } from './command.js';

const serverStatus: Command = {
  options: [],
  run: (_body, _database, server) => ({
    process: 'leadline-embedded-mongodb',
    pid: process.pid,
    localTime: server.now(),
    uptime: process.uptime(),
    metrics: {
      queryExecutor: { scanned: totals.keys, scannedObjects: totals.docs },
      cursor: { open: { total: server.cursors.count() } },
    },
  }),
};

export const statusCommands: Readonly<Record<string, Command>> = { serverStatus };
