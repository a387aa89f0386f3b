import { decode } from '../domain/codecs/decode.js';
import { EmailAddress } from '../domain/codecs/values.js';
import type { RegisteredLead } from '../domain/lead/state.js';
import type { Reason } from '../domain/run/events.js';

/** The address that a lead is written to; or why there is none. */
export const emailAddressOf = ({
  attributes: { email },
}: RegisteredLead):
  | { readonly ok: true; readonly address: EmailAddress }
  | { readonly ok: false; readonly reason: Reason } => {
  if (email === undefined || email === '')
    return {
      ok: false,
      reason: { code: 'no-email-address', message: 'The lead has no e-mail address.' },
    };
  const address = decode(EmailAddress, email);
  return address.ok
    ? { ok: true, address: address.value }
    : {
        ok: false,
        reason: { code: 'wrong-email-address', message: `“${email}” is not an e-mail address.` },
      };
};
