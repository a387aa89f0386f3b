/*
 * How a phone behaves is chosen by its number.
 *
 * Twilio's own magic numbers, which it has for test credentials:
 *
 *   number        | message from it      | message to it          | call from it  | call to it
 *   +15005550001  | 21212 invalid        | 21211 invalid          | 21212 invalid | 21217 invalid
 *   +15005550002  |                      | 21612 no route         |               | 21214 no route
 *   +15005550003  |                      | 21408 region           |               | 21215 region
 *   +15005550004  |                      | 21610 unsubscribed     |               | 21216 blocked
 *   +15005550006  | works                |                        | works         |
 *   +15005550007  | 21606 no SMS number  |                        |               |
 *   +15005550008  | 21611 queue is full  |                        |               |
 *   +15005550009  |                      | 21614 not a mobile     |               |
 *
 * Any other number, by its last digits:
 *
 *   …20429 …20500                messages and calls to it are refused with this code, as often as it is tried
 *   …30001                       a message to it fails with this code before it is sent
 *   …30003 …30005 …30006 …30007 …30008
 *                                a message to it is sent, and then undelivered with this code
 *   …2879 (BUSY on the keys)     a call to it finds it busy
 *   …7464 (RING)                 a call to it rings and nobody answers
 *   …3245 (FAIL)                 a call to it fails
 *   …2337 (BEEP)                 a call to it is answered by a machine
 *   anything else                messages are delivered, a person answers calls
 */

const deliveryErrors: ReadonlyMap<number, string> = new Map([
  [30001, 'Queue overflow'],
  [30003, 'Unreachable destination handset'],
  [30005, 'Unknown destination handset'],
  [30006, 'Landline or unreachable carrier'],
  [30007, 'Message filtered'],
  [30008, 'Unknown error'],
]);

/** What Twilio says of a message that was not delivered. */
export const deliveryError = (code: number): string | undefined => deliveryErrors.get(code);

interface MessageOutcome {
  readonly status: 'delivered' | 'undelivered' | 'failed';
  readonly errorCode: number | null;
}

/** What becomes of a message to this number. */
export const messageOutcome = (to: string): MessageOutcome => {
  const errorCode = [...deliveryErrors.keys()].find((code) => to.endsWith(String(code)));
  if (errorCode === undefined) return { status: 'delivered', errorCode: null };
  return { status: errorCode === 30001 ? 'failed' : 'undelivered', errorCode };
};

export type PhoneAnswer = 'human' | 'machine' | 'busy' | 'no-answer' | 'failed';

const spelled: readonly (readonly [digits: string, answer: PhoneAnswer])[] = [
  ['2879', 'busy'],
  ['7464', 'no-answer'],
  ['3245', 'failed'],
  ['2337', 'machine'],
];

/** Who answers a call to this number, or why nobody does. */
export const phoneAnswer = (to: string): PhoneAnswer =>
  spelled.find(([digits]) => to.endsWith(digits))?.[1] ?? 'human';
