import { describe, expect, it } from 'vitest';
import { connectionDecider } from '../../../domain/connection/connection.js';
import type { SealedSecrets } from '../../../domain/connection/secrets.js';
import type { ConnectionSettings } from '../../../domain/connection/settings.js';
import { specOf } from '../../support/given-when-then.js';
import { connectionId, created, removed, revised, sealed, smtp, trainingJet, twilio } from './samples.js';

const { given } = specOf(connectionDecider);

const create = (settings: ConnectionSettings, secrets: SealedSecrets = {}) =>
  ({ type: 'CreateConnection', connectionId, settings, sealed: secrets }) as const;
const revise = (settings: ConnectionSettings, secrets: SealedSecrets = {}) =>
  ({ type: 'ReviseConnection', settings, sealed: secrets }) as const;
const remove = { type: 'RemoveConnection' } as const;

const signedIn = smtp({ user: 'ann' });
const password = sealed({ password: 'a' });
const pathsOf = (refusal: { readonly faults: readonly { readonly path: string }[] }) =>
  refusal.faults.map(({ path }) => path);

describe('creating a connection', () => {
  it('lists it, once', () => {
    given().when(create(signedIn, password)).thenEvents(created(signedIn, password));
    given(created(signedIn, password)).when(create(signedIn, password)).thenNothing();
  });

  it('refuses an id that another connection has', () => {
    given(created())
      .when(create(smtp({ port: 25 })))
      .thenRefused('conflict');
    given(created(signedIn, password))
      .when(create(signedIn, sealed({ password: 'b' })))
      .thenRefused('conflict');
  });

  it('gives the id of a removed one to its own kind only', () => {
    given(created(), removed).when(create(signedIn, password)).thenEvents(created(signedIn, password));
    given(created(), removed)
      .when(create(twilio(), sealed({ authToken: 'a' })))
      .thenRefused('conflict');
  });

  it('refuses one that lacks its secrets', () => {
    expect(pathsOf(given().when(create(twilio())).thenRefused('invalid'))).toEqual(['secrets.authToken']);
    const school = given()
      .when(create(trainingJet(), sealed({ token: 'a' })))
      .thenRefused('invalid');
    expect(school.faults).toEqual([{ path: 'secrets.webhookSecret', message: 'is missing' }]);
  });
});

describe('a mail server', () => {
  const dkim = { domain: 'example.com', selector: 'mail' };
  it.each([
    [smtp({ user: 'ann' }), {}, 'secrets.password'],
    [smtp(), { password: 'a' }, 'user'],
    [smtp({ dkim }), {}, 'secrets.dkimPrivateKey'],
    [smtp(), { dkimPrivateKey: 'a' }, 'dkim'],
  ] as const)('is not signed in to, and does not sign, by halves: %#', (settings, secrets, path) => {
    const { faults } = given()
      .when(create(settings, sealed(secrets)))
      .thenRefused('invalid');
    expect(faults).toEqual([{ path, message: expect.stringMatching(/^is missing: there is /) }]);
  });

  it('with both halves of each is right', () => {
    const settings = smtp({ user: 'ann', dkim });
    const secrets = sealed({ password: 'a', dkimPrivateKey: 'b' });
    given().when(create(settings, secrets)).thenEvents(created(settings, secrets));
  });
});

describe('revising a connection', () => {
  it('changes its settings, and keeps the secrets that are not named', () => {
    const other = smtp({ user: 'bob' });
    given(created(signedIn, password)).when(revise(other)).thenEvents(revised(other, password));
    given(created(signedIn, password), revised(other, password)).when(revise(other)).thenNothing();
  });

  it('changes a secret, and removes one', () => {
    const changed = sealed({ password: 'b' });
    given(created(signedIn, password)).when(revise(signedIn, changed)).thenEvents(revised(signedIn, changed));
    given(created(signedIn, password))
      .when({ type: 'ReviseConnection', settings: smtp(), sealed: { password: null } })
      .thenEvents(revised(smtp(), {}));
  });

  it('refuses to take away what is needed', () => {
    const authToken = sealed({ authToken: 'a' });
    const refusal = given(created(twilio(), authToken))
      .when({ type: 'ReviseConnection', settings: twilio(), sealed: { authToken: null } })
      .thenRefused('invalid');
    expect(pathsOf(refusal)).toEqual(['secrets.authToken']);
    expect(pathsOf(given(created(signedIn, password)).when(revise(smtp())).thenRefused('invalid'))).toEqual([
      'user',
    ]);
  });

  it('never changes its kind', () => {
    const refusal = given(created())
      .when(revise(twilio(), sealed({ authToken: 'a' })))
      .thenRefused('invalid');
    expect(pathsOf(refusal)).toEqual(['kind']);
  });

  it('refuses one that is not there', () => {
    given().when(revise(smtp())).thenRefused('notFound');
    given(created(), removed).when(revise(smtp())).thenRefused('notFound');
  });
});

describe('removing a connection', () => {
  it('removes it, once, and nothing of its secrets stays in the state', () => {
    given(created(signedIn, password)).when(remove).thenEvents(removed);
    given(created(signedIn, password), removed).when(remove).thenNothing();
    expect(given(created(signedIn, password), removed).state()).toEqual({ status: 'removed', kind: 'smtp' });
  });

  it('refuses one that was never there', () => {
    given().when(remove).thenRefused('notFound');
  });
});
