import { ApiError } from './api-error.js';

type Refusal = readonly [code: number, words: (number: string) => string];

const messageFrom = new Map<string, Refusal>([
  [
    '+15005550001',
    [
      21212,
      (from) =>
        `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
    ],
  ],
  [
    '+15005550007',
    [
      21606,
      (from) =>
        `The 'From' phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`,
    ],
  ],
  ['+15005550008', [21611, () => "This 'From' number has exceeded the maximum number of queued messages"]],
]);

const messageTo = new Map<string, Refusal>([
  ['+15005550001', [21211, (to) => `The 'To' number ${to} is not a valid phone number.`]],
  ['+15005550002', [21612, (to) => `The 'To' phone number ${to} is not currently reachable via SMS.`]],
  [
    '+15005550003',
    [
      21408,
      (to) =>
        `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}.`,
    ],
  ],
  ['+15005550004', [21610, () => 'Attempt to send to unsubscribed recipient']],
  ['+15005550009', [21614, (to) => `'To' number ${to} is not a valid mobile number`]],
]);

const callFrom = new Map<string, Refusal>([
  ['+15005550001', [21212, (from) => `The source phone number provided, ${from}, is not valid.`]],
]);

const callTo = new Map<string, Refusal>([
  [
    '+15005550001',
    [21217, (to) => `The phone number you are attempting to call, ${to}, does not appear to be valid.`],
  ],
  ['+15005550002', [21214, (to) => `The phone number you are attempting to call, ${to}, cannot be reached.`]],
  [
    '+15005550003',
    [
      21215,
      (to) =>
        `Account not authorized to call ${to}. Perhaps you need to enable some international permissions.`,
    ],
  ],
  ['+15005550004', [21216, (to) => `Account not allowed to call ${to}.`]],
]);

const magic = { messageFrom, messageTo, callFrom, callTo } as const;

/** Throws the refusal that Twilio has for this use of one of its magic numbers. */
export const refuseMagic = (use: keyof typeof magic, number: string): void => {
  const refusal = magic[use].get(number);
  if (refusal !== undefined) throw new ApiError(refusal[0], refusal[1](number));
};

/** Throws the refusal that the last digits of a number that is written to or called ask for. */
export const refuseByDigits = (to: string): void => {
  if (to.endsWith('20429')) throw new ApiError(20429, 'Too Many Requests', 429);
  if (to.endsWith('20500')) throw new ApiError(20500, 'An internal server error has occurred', 500);
};
