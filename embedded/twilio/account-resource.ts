import { type Account, apiVersion, pathOf } from './account.js';
import { rfc2822 } from './dates.js';
import { json, type Reply } from './reply.js';
import { phoneNumberSid } from './sid.js';

/** Every account and number was there before everything else. */
const created = rfc2822('2008-01-01T00:00:00Z');

/** The account, without its token. */
export const fetchAccount = ({ accountSid }: Account): Reply =>
  json({
    sid: accountSid,
    date_created: created,
    date_updated: created,
    friendly_name: 'Stand-in of Twilio',
    owner_account_sid: accountSid,
    status: 'active',
    subresource_uris: {},
    type: 'Full',
    uri: `${pathOf(accountSid)}.json`,
  });

const numberResource = (accountSid: string, number: string) => {
  const sid = phoneNumberSid(number);
  return {
    sid,
    account_sid: accountSid,
    api_version: apiVersion,
    beta: false,
    capabilities: { voice: true, sms: true, mms: false, fax: false },
    date_created: created,
    date_updated: created,
    friendly_name: number,
    origin: 'twilio',
    phone_number: number,
    status: 'in-use',
    uri: `${pathOf(accountSid)}/IncomingPhoneNumbers/${sid}.json`,
  };
};

/** The numbers of the account, all on one page; those that hold `PhoneNumber` if the query names it. */
export const listNumbers = ({ accountSid, numbers }: Account, query: URLSearchParams): Reply => {
  const found = numbers.filter((number) => number.includes(query.get('PhoneNumber') ?? ''));
  const uri = `${pathOf(accountSid)}/IncomingPhoneNumbers.json`;
  return json({
    incoming_phone_numbers: found.map((number) => numberResource(accountSid, number)),
    end: Math.max(0, found.length - 1),
    first_page_uri: uri,
    next_page_uri: null,
    page: 0,
    page_size: Math.max(50, found.length),
    previous_page_uri: null,
    start: 0,
    uri,
  });
};
