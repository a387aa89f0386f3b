import { type Account, isOwnNumber } from './account.js';
import { ApiError } from './api-error.js';
import type { CallEvent, CallRecord } from './call-record.js';
import {
  methodParameter,
  onlyParameter,
  parameter,
  refuseOthers,
  secondsParameter,
  urlParameter,
} from './form.js';
import { refuseByDigits, refuseMagic } from './magic-number.js';
import { readNumber } from './phone-number.js';
import { readTwiml, type TwimlElement } from './twiml.js';

const accepted = [
  'To',
  'From',
  'Url',
  'Twiml',
  'Record',
  'RecordingStatusCallback',
  'RecordingStatusCallbackMethod',
  'RecordingStatusCallbackEvent',
  'StatusCallback',
  'StatusCallbackMethod',
  'StatusCallbackEvent',
  'Timeout',
  'TimeLimit',
  'MachineDetection',
];
const maxTwiml = 4000;

const checkCaller = (from: string, account: Account): void => {
  refuseMagic('callFrom', from);
  if (isOwnNumber(account, from)) return;
  throw new ApiError(
    21210,
    `The source phone number provided, ${from}, is not yet verified for your account. You may only make calls from phone numbers that you've verified or purchased from Twilio.`,
  );
};

const checkCalled = (text: string): string => {
  refuseMagic('callTo', text);
  const to = readNumber(text);
  if (to === undefined)
    throw new ApiError(21211, `The phone number you are attempting to call, ${text}, is not valid.`);
  refuseByDigits(to.number);
  return to.number;
};

const readScript = (form: URLSearchParams): { readonly twiml: string; readonly response: TwimlElement } => {
  if (parameter(form, 'Url') !== undefined)
    throw new ApiError(
      21205,
      'Url is not supported by this stand-in of Twilio: give the TwiML itself as Twiml',
    );
  const twiml = form.get('Twiml') ?? '';
  if (twiml === '') throw new ApiError(21205, 'Url or Twiml is required');
  if (twiml.length > maxTwiml)
    throw new ApiError(11750, `Twiml must not be longer than ${maxTwiml} characters`);
  return { twiml, response: readTwiml(twiml) };
};

const isCallEvent = (text: string): text is CallEvent =>
  text === 'initiated' || text === 'ringing' || text === 'answered' || text === 'completed';

const readStatusCallback = (form: URLSearchParams): CallRecord['statusCallback'] => {
  const url = urlParameter(form, 'StatusCallback');
  if (url === undefined) return null;
  const asked = form.getAll('StatusCallbackEvent').flatMap((text) => text.split(/\s+/).filter(Boolean));
  const events = asked.filter(isCallEvent);
  if (events.length < asked.length)
    throw new ApiError(21626, `Invalid 'StatusCallbackEvent': ${asked.find((text) => !isCallEvent(text))}`);
  return {
    url,
    method: methodParameter(form, 'StatusCallbackMethod'),
    events: events.length === 0 ? ['completed'] : events,
  };
};

const readRecordingCallback = (form: URLSearchParams): CallRecord['recordingCallback'] => {
  const url = urlParameter(form, 'RecordingStatusCallback');
  onlyParameter(form, 'RecordingStatusCallbackEvent', ['completed']);
  if (url === undefined) return null;
  return { url, method: methodParameter(form, 'RecordingStatusCallbackMethod') };
};

/** A call that somebody asks for. */
export interface AskedCall
  extends Pick<CallRecord, 'from' | 'to' | 'twiml' | 'statusCallback' | 'recordingCallback'> {
  readonly response: TwimlElement;
  readonly record: boolean;
  readonly machineDetection: string | undefined;
  /** For how many seconds it rings at most, and lasts at most. */
  readonly timeout: number;
  readonly timeLimit: number;
}

/** What a form asks for; refused as Twilio refuses it if anything about it is wrong. */
export const readCall = (form: URLSearchParams, account: Account): AskedCall => {
  refuseOthers(form, accepted);
  const [to, from] = [parameter(form, 'To'), parameter(form, 'From')];
  if (to === undefined) throw new ApiError(21201, "No 'To' number is specified");
  if (from === undefined) throw new ApiError(21213, "A 'From' phone number is required.");
  checkCaller(from, account);
  return {
    from,
    to: checkCalled(to),
    ...readScript(form),
    statusCallback: readStatusCallback(form),
    recordingCallback: readRecordingCallback(form),
    record: parameter(form, 'Record')?.toLowerCase() === 'true',
    machineDetection: onlyParameter(form, 'MachineDetection', ['Enable', 'DetectMessageEnd']),
    timeout: secondsParameter(form, 'Timeout', { fallback: 60, max: 600, code: 21208 }),
    timeLimit: secondsParameter(form, 'TimeLimit', { fallback: 14_400, max: 86_400, code: 20001 }),
  };
};
