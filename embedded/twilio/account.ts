/** Who may send, with which numbers. */
export interface Account {
  readonly accountSid: string;
  readonly authToken: string;
  readonly numbers: readonly string[];
}

export const apiVersion = '2010-04-01';

/** Below which path everything of an account is. */
export const pathOf = (accountSid: string): string => `/${apiVersion}/Accounts/${accountSid}`;

/** From which everybody may send, as with Twilio's test credentials. */
const magicSender = '+15005550006';

/** Whether messages and calls may come from this number. */
export const isOwnNumber = ({ numbers }: Account, number: string): boolean =>
  numbers.includes(number) || number === magicSender;

/** Throws what is wrong with an account: no client of Twilio could use it. */
export const checkAccount = ({ accountSid, authToken, numbers }: Account): void => {
  if (!/^AC[0-9a-f]{32}$/.test(accountSid))
    throw new Error('accountSid must be AC and 32 hexadecimal digits');
  if (authToken === '') throw new Error('authToken must not be empty');
  const wrong = numbers.find((number) => !/^\+[1-9]\d{6,14}$/.test(number));
  if (wrong !== undefined) throw new Error(`numbers must be phone numbers in E.164, and ${wrong} is not`);
};
