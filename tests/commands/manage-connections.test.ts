import { describe, expect, it } from 'vitest';
import { createManageConnections, type ManageConnectionsPorts } from '../../commands/manage-connections.js';
import { createRepositories } from '../../commands/repositories.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ConnectionId, EventId } from '../../domain/codecs/ids.js';
import { ConnectionCreated, ConnectionRevised } from '../../domain/connection/connection.js';
import { OpenConnection } from '../../domain/connection/open-connection.js';
import type { ConnectionSettings } from '../../domain/connection/settings.js';
import { createSeal } from '../../runtime/seal.js';
import { connectionId, smtp, trainingJet, twilio } from '../domain/connection/samples.js';
import { createInMemoryLog } from '../support/in-memory-log.js';
import { instantAt, uuidAt } from '../support/recorded.js';

const keyOf = (byte: number) => createSeal(new Uint8Array(32).fill(byte));
const idOf = (text: string) => decodeOrThrow(ConnectionId, text);
const eventId = (no: number) => decodeOrThrow(EventId, uuidAt(no));
const cause = {
  actor: { kind: 'system', id: 'test' },
  correlationId: eventId(0),
  causationId: eventId(0),
} as const;

const defaultMail = decodeOrThrow(OpenConnection, {
  kind: 'smtp',
  connectionId: 'default',
  settings: smtp(),
  secrets: {},
});

/** A log, and processes over it: each opens secrets with a key of its own. */
const createHouse = () => {
  let ids = 0;
  const log = createInMemoryLog(() => instantAt(0));
  const newId = () => {
    ids += 1;
    return eventId(ids);
  };
  return {
    log,
    start: (changes: Partial<ManageConnectionsPorts> = {}) =>
      createManageConnections({
        repositories: createRepositories({ ...log, clock: () => instantAt(0), newId }),
        seal: keyOf(1),
        check: async () => ({ ok: true, detail: 'It works.' }),
        builtIn: [defaultMail],
        ...changes,
      }),
  };
};

const signedIn = smtp({ user: 'ann' });
const withPassword = (password: string, settings: ConnectionSettings = signedIn) => ({
  connectionId,
  settings,
  secrets: { password },
});
const unknown = (kind: string, id: string) => ({
  kind: 'permanent',
  code: 'unknown-connection',
  message: `There is no ${kind} connection “${id}”.`,
});

describe('a connection to send through', () => {
  it('has its secrets in clear text, after a restart too', async () => {
    const { start } = createHouse();
    await start().create(withPassword('hunter2'), cause);
    expect(await start().connectionOf('smtp', 'main')).toEqual({
      kind: 'found',
      connection: { kind: 'smtp', connectionId, settings: signedIn, secrets: { password: 'hunter2' } },
    });
  });

  it('is the same object until something about it changes', async () => {
    const { start } = createHouse();
    const connections = start();
    await connections.create(withPassword('one'), cause);
    const look = async () => {
      const found = await connections.connectionOf('smtp', 'main');
      return found.kind === 'found' ? found.connection : expect.fail(found.message);
    };
    const first = await look();
    await connections.revise(withPassword('one'), cause);
    expect(await look()).toBe(first);
    await connections.revise(withPassword('two'), cause);
    expect((await look()).secrets).toEqual({ password: 'two' });
  });

  it('is found under its kind and its id only', async () => {
    const { start } = createHouse();
    const connections = start();
    expect(await connections.connectionOf('smtp', 'main')).toEqual(unknown('smtp', 'main'));
    await connections.create(withPassword('one'), cause);
    expect(await connections.connectionOf('twilio', 'main')).toEqual(unknown('twilio', 'main'));
    expect(await connections.connectionOf('twilio', 'default')).toEqual(unknown('twilio', 'default'));
    expect(await connections.connectionOf('smtp', 'default')).toEqual({
      kind: 'found',
      connection: defaultMail,
    });
    await connections.remove(connectionId, cause);
    expect(await connections.connectionOf('smtp', 'main')).toEqual(unknown('smtp', 'main'));
    expect(await connections.publicConnection('smtp', 'main')).toBeUndefined();
  });

  it('that does not open with this key says so, and messages wait for the right one', async () => {
    const { start } = createHouse();
    await start().create(withPassword('hunter2'), cause);
    const other = start({ seal: keyOf(2) });
    const message =
      'The password of the connection “main” does not open: the encryption key is not the one that it was sealed with.';
    expect(await other.connectionOf('smtp', 'main')).toEqual({
      kind: 'transient',
      code: 'sealed-connection',
      message,
    });
    expect(await other.connectionOf('twilio', 'main')).toEqual(unknown('twilio', 'main'));
    expect(await other.check('main')).toEqual({ ok: false, message });
    expect(await other.publicConnection('smtp', 'main')).toMatchObject({
      connectionId: 'main',
      kind: 'smtp',
    });
    await other.revise(withPassword('hunter3'), cause);
    expect(await other.connectionOf('smtp', 'main')).toMatchObject({ kind: 'found' });
  });
});

describe('what is stored of a connection', () => {
  it('has its secrets sealed, each for its own place', async () => {
    const { start, log } = createHouse();
    const connections = start();
    await connections.create(withPassword('hunter2'), cause);
    await connections.create({ ...withPassword('hunter2'), connectionId: idOf('other') }, cause);
    const [one, other] = log.all();
    if (!ConnectionCreated.is(one) || !ConnectionCreated.is(other)) return expect.fail('not created');
    const text = one.data.sealed['password'] ?? '';
    expect(keyOf(1).open(text, 'connection-main/password')).toEqual({ ok: true, secret: 'hunter2' });
    expect(keyOf(1).open(text, 'connection-other/password').ok).toBe(false);
    expect(other.data.sealed['password']).not.toBe(text);
    expect(JSON.stringify(log.all())).not.toContain('hunter2');
  });

  it('stays as it was sealed where a secret is sent again', async () => {
    const { start, log } = createHouse();
    const connections = start();
    await connections.create(withPassword('hunter2'), cause);
    expect((await connections.create(withPassword('hunter2'), cause)).position).toBeUndefined();
    expect((await connections.revise(withPassword('hunter2'), cause)).position).toBeUndefined();
    await connections.revise(withPassword('hunter2', smtp({ user: 'ann', port: 25 })), cause);
    const [created, revised] = log.all();
    if (!ConnectionCreated.is(created) || !ConnectionRevised.is(revised)) return expect.fail('not revised');
    expect(revised.data.sealed).toEqual(created.data.sealed);
    expect(log.all()).toHaveLength(2);
  });
});

describe('what actions may know of a connection', () => {
  it('are its numbers, its region and its limits', async () => {
    const { start } = createHouse();
    const connections = start();
    const limits = { throttle: { max: 1, per: 'PT1S' } };
    const numbers = [{ number: '+4930901820', name: 'Berlin' }, { number: '+15005550006' }];
    const settings = twilio({ numbers, defaultRegion: 'DE', limits });
    await connections.create({ connectionId, settings, secrets: { authToken: 'a' } }, cause);
    expect(await connections.publicConnection('twilio', 'main')).toEqual({
      connectionId: 'main',
      kind: 'twilio',
      numbers: ['+4930901820', '+15005550006'],
      defaultRegion: 'DE',
      limits,
    });
    expect(await connections.publicConnection('smtp', 'default')).toEqual({
      connectionId: 'default',
      kind: 'smtp',
      numbers: [],
    });
    expect(await connections.publicConnection('smtp', 'main')).toBeUndefined();
  });
});

describe('the check of a connection', () => {
  it('asks the provider of that connection, and takes secrets out of what it says', async () => {
    const { start } = createHouse();
    // One is a part of the other: nothing of it may be left.
    const [token, webhookSecret] = ['AAAA', `whsec_${'A'.repeat(42)}B=`];
    const asked: OpenConnection[] = [];
    const connections = start({
      check: async (connection) => {
        asked.push(connection);
        return { ok: false, message: `no entry with ${token}, nor with ${webhookSecret}` };
      },
    });
    const secrets = { token, webhookSecret };
    await connections.create({ connectionId, settings: trainingJet(), secrets }, cause);
    expect(await connections.check('main')).toEqual({
      ok: false,
      message: 'no entry with …, nor with …',
    });
    expect(asked).toEqual([{ kind: 'training-jet', connectionId, settings: trainingJet(), secrets }]);
    await connections.check('default');
    expect(asked.at(-1)).toBe(defaultMail);
    await expect(connections.check('main', 'smtp')).rejects.toThrow('does not exist');
    await expect(connections.check('nobody')).rejects.toThrow('does not exist');
  });
});
