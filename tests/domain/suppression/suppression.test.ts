import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { EmailAddress } from '../../../domain/codecs/values.js';
import { type SuppressionEvent, suppressionDecider } from '../../../domain/suppression/suppression.js';
import { specOf } from '../../support/given-when-then.js';

const { given } = specOf(suppressionDecider);

const address = { channel: 'email', address: decodeOrThrow(EmailAddress, 'ada@example.com') } as const;
const reason = { code: 'hard-bounce', message: 'It came back.' };
const suppressed: SuppressionEvent = { type: 'AddressSuppressed', data: { address, reason } };
const released: SuppressionEvent = { type: 'AddressReleased', data: { address } };
const suppress = { type: 'SuppressAddress', address, reason } as const;
const release = { type: 'ReleaseAddress', address } as const;

describe('an address', () => {
  it('is suppressed once, and keeps the first reason', () => {
    given().when(suppress).thenEvents(suppressed);
    given(suppressed)
      .when({ ...suppress, reason: { code: 'complaint', message: 'Spam!' } })
      .thenNothing();
  });

  it('is released once, and can be suppressed again', () => {
    given().when(release).thenNothing();
    given(suppressed).when(release).thenEvents(released);
    given(suppressed, released).when(release).thenNothing();
    given(suppressed, released).when(suppress).thenEvents(suppressed);
  });

  it('is forgotten as an address when its owner is erased, and is not written to all the same', () => {
    const erase = { type: 'EraseAddress', address } as const;
    const erased: SuppressionEvent = { type: 'AddressErased', data: { channel: 'email' } };
    given().when(erase).thenNothing();
    given(suppressed).when(erase).thenEvents(erased);
    given(suppressed, erased).when(suppress).thenNothing();
    given(suppressed, erased).when(release).thenEvents(released);
    const state = given(suppressed, erased).state();
    expect(JSON.stringify(state)).not.toContain('ada@example.com');
    expect(state.status).toBe('suppressed');
  });
});
