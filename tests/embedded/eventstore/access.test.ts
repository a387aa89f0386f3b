import { AccessDeniedError, StreamNotFoundError, UnknownError } from '@eventstore/db-client';
import { expect, it } from 'vitest';
import { needsEmbedded } from '../../support/given-servers.js';
import { collect, failureOf, happened, newStream, runStore } from './running-store.js';

needsEmbedded('EVENTSTORE_URL', 'is about a server without security');

const store = runStore();
const credentials = { username: 'admin', password: 'changeit' };
const client = () => store.client();

it.each<[string, () => Promise<unknown>]>([
  ['appending to $all, in a batch', () => client().appendToStream('$all', happened(0))],
  ['appending to $all, in a call', () => client().appendToStream('$all', happened(0), { credentials })],
  ['deleting $all', () => client().deleteStream('$all')],
  ['tombstoning $all', () => client().tombstoneStream('$all')],
  ['deleting the metadata of a stream', () => client().deleteStream('$$stream')],
  ['tombstoning the metadata of a stream', () => client().tombstoneStream('$$stream')],
])('denies even an administrator %s', async (_what, work) => {
  expect(await failureOf(work())).toBeInstanceOf(AccessDeniedError);
});

it('lets everybody do everything else, as a real server without security does, whatever an ACL says', async () => {
  const stream = newStream();
  const acl = { readRoles: ['$admins'], writeRoles: ['ops'], deleteRoles: [], metaReadRoles: ['$admins'] };
  await client().setStreamMetadata(stream, { acl });
  await client().appendToStream(stream, happened(0));
  await client().appendToStream('$system', happened(0));
  expect(await collect(client().readStream(stream))).toHaveLength(1);
  expect((await client().getStreamMetadata(stream)).metadata).toEqual({ acl });
  await client().deleteStream(stream);
});

it('knows no stream $all that could be read like others', async () => {
  expect(await failureOf(collect(client().readStream('$all')))).toBeInstanceOf(StreamNotFoundError);
});

it.each([
  ['a name with a NUL', 'a\0b', 'contains a NUL'],
  ['the metadata of no name', '$$', 'a stream without a name'],
  ['no name', '', 'is missing'],
  ['a name that is too long', 'é'.repeat(2_049), '4098 bytes long, and 4096 are allowed'],
])('refuses %s, and says why', async (_what, stream, reason) => {
  for (const work of [
    () => client().appendToStream(stream, happened(0)),
    () => client().appendToStream(stream, happened(0), { credentials }),
    () => client().deleteStream(stream),
    () => collect(client().readStream(stream)),
  ]) {
    const error = await failureOf(work());
    expect(error).toBeInstanceOf(UnknownError);
    expect(String(error)).toContain(reason);
  }
});

it('takes names of 4096 bytes, and can say in a trailer that such a stream is deleted', async () => {
  const stream = '✓'.repeat(1_365);
  await client().appendToStream(stream, happened(0));
  expect(await collect(client().readStream(stream))).toMatchObject([{ event: { streamId: stream } }]);
  await client().tombstoneStream(stream);
  expect(await failureOf(client().deleteStream(stream))).toMatchObject({ type: 'stream-deleted' });
});
