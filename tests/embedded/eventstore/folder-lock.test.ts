import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { startEventStore } from '../../../embedded/eventstore/server.js';
import { needsEmbedded } from '../../support/given-servers.js';
import { failureOf, removeFolder, temporaryFolder } from './running-store.js';
import { startInChild } from './server-process.js';

needsEmbedded('EVENTSTORE_URL', 'is about its folder');

const directory = temporaryFolder();
const children: { kill(): Promise<void> }[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
});
afterAll(() => removeFolder(directory));

it('lets a data folder have one owner in a process, and the next one when it is free', async () => {
  const store = await startEventStore({ directory });
  const error = await failureOf(startEventStore({ directory }));
  expect(String(error)).toContain(`${directory} is in use by the process with pid ${process.pid}`);
  await store.stop();
  await (await startEventStore({ directory })).stop();
});

it('names the process that owns the data folder, and takes over from it when it is killed', async () => {
  const child = await startInChild(directory);
  children.push(child);
  const error = await failureOf(startEventStore({ directory }));
  expect(String(error)).toContain(`is in use by the process with pid ${child.pid}`);
  await child.kill();
  await (await startEventStore({ directory })).stop();
});

it('keeps another process out', async () => {
  const store = await startEventStore({ directory });
  const error = await failureOf(startInChild(directory));
  expect(String(error)).toContain(`is in use by the process with pid ${process.pid}`);
  await store.stop();
});

it('is free again when a start has failed', async () => {
  const other = temporaryFolder();
  const database = join(other, 'events.db');
  mkdirSync(database);
  await failureOf(startEventStore({ directory: other }));
  rmdirSync(database);
  await (await startEventStore({ directory: other })).stop();
  removeFolder(other);
});
