import { Webhook } from 'standardwebhooks';
import type { ApiPorts } from '../api/ports.js';

/** The secret of a connection; `undefined` where there is no such connection. */
export type WebhookSecretOf = (connectionId: string) => Promise<string | undefined>;

/** Checks signatures after Standard Webhooks: right, and not older than five minutes. */
export const createVerifyTrainingJet =
  (secretOf: WebhookSecretOf): ApiPorts['verifyTrainingJet'] =>
  async ({ connectionId, id, timestamp, signature, text }) => {
    const secret = await secretOf(connectionId);
    if (secret === undefined) return false;
    try {
      new Webhook(secret).verify(text, {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signature,
      });
      return true;
    } catch {
      // The library throws for what is wrong, missing or too old, and says no more.
      return false;
    }
  };
