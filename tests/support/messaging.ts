import type { Catalogue } from '../../commands/catalogue.js';
import type { Links } from '../../commands/links.js';
import { createManageConnections, type ManageConnectionsPorts } from '../../commands/manage-connections.js';
import { createTokens } from '../../commands/tokens.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { PhoneNumber, Url } from '../../domain/codecs/values.js';
import { OpenConnection } from '../../domain/connection/open-connection.js';
import { createSeal } from '../../runtime/seal.js';
import { createSign } from '../../runtime/sign.js';

const url = (text: string): Url => decodeOrThrow(Url, text);

/** The number that Twilio lends for tests. */
export const ourNumber = decodeOrThrow(PhoneNumber, '+15005550006');

/** Signed with a key that everybody knows. */
export const testTokens = createTokens({
  sign: createSign(new TextEncoder().encode('a key for tests')),
  equal: (left, right) => left === right,
});

/** What the default Training Jet signs with. */
export const trainingJetSecret = `whsec_${'A'.repeat(43)}=`;

/** There are a `default` and a `second` connection of each kind. */
export const testConnection: Catalogue['connection'] = async (kind, connectionId) =>
  connectionId === 'default' || connectionId === 'second'
    ? { connectionId, kind, numbers: kind === 'twilio' ? [ourNumber] : [] }
    : undefined;

/** The built-in connections of tests: a `default` one to send e-mail and one to send texts. */
export const builtInConnections: readonly OpenConnection[] = [
  {
    settings: {
      kind: 'smtp',
      name: 'Mail',
      host: 'mail.example',
      port: 587,
      from: 'ann@example.com',
      user: 'ann',
    },
    secrets: { password: 'built-in-password' },
  },
  {
    settings: {
      kind: 'twilio',
      name: 'Phone',
      accountSid: `AC${'0'.repeat(32)}`,
      numbers: [{ number: ourNumber, name: 'Office' }],
    },
    secrets: { authToken: 'built-in-auth-token' },
  },
].map(({ settings, secrets }) =>
  decodeOrThrow(OpenConnection, { kind: settings.kind, connectionId: 'default', settings, secrets }),
);

/** The connections of tests. Providers let everybody in whose connection is not called “Refused”. */
export const createTestConnections = (repositories: ManageConnectionsPorts['repositories']) =>
  createManageConnections({
    repositories,
    seal: createSeal(new Uint8Array(32).fill(7)),
    builtIn: builtInConnections,
    // Says more than it should, as some do.
    check: async ({ settings, secrets }) => {
      const words = `${settings.name}: ${Object.values(secrets).join(' ')}`;
      return settings.name === 'Refused' ? { ok: false, message: words } : { ok: true, detail: words };
    },
  });

/** Links that can be read, where nobody has to be kept from forging them. */
export const testLinks: Links = {
  open: ({ messageId }) => `https://leadline.example/t/o/${messageId}`,
  click: ({ messageId }, to) => `https://leadline.example/t/c/${messageId}?to=${encodeURIComponent(to)}`,
  unsubscribe: ({ messageId }) => `https://leadline.example/t/u/${messageId}`,
  callback: ({ messageId }, connectionId, channel) =>
    url(`https://leadline.example/hooks/twilio/${connectionId}/${channel}/${messageId}`),
};
