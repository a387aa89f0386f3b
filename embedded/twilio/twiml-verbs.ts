import { ApiError } from './api-error.js';
import type { DialStatus, Heard } from './call-record.js';
import { phoneAnswer } from './phone-behaviour.js';
import { readNumber } from './phone-number.js';
import type { TwimlElement } from './twiml.js';

/** What one verb came to: what was heard, what was wrong with it, and whether the call ends with it. */
export interface Step {
  readonly heard: Heard;
  readonly fault?: ApiError;
  readonly ends?: boolean;
}

const wordsPerSecond = 2.5;
const talkSeconds = 30;
const secondsToAnswer = 5;
const longest = 24 * 60 * 60;

interface NumberRule {
  readonly fallback: number;
  readonly max: number;
  readonly code: number;
}

const wholeNumber = ({ name, attributes }: TwimlElement, attribute: string, rule: NumberRule): number => {
  const text = attributes.get(attribute);
  if (text === undefined) return rule.fallback;
  if (/^\d{1,6}$/.test(text) && Number(text) <= rule.max) return Number(text);
  throw new ApiError(rule.code, `${name}: Invalid ${attribute} value ${text}`);
};

/** A text read out `loop` times, at the pace of a calm speaker. */
export const speech = (text: string, loop = 1): Extract<Heard, { verb: 'say' }> => ({
  verb: 'say',
  text,
  voice: null,
  language: null,
  loop,
  seconds: loop === 0 ? longest : Math.ceil(text.split(' ').length / wordsPerSecond) * loop,
});

const say = (element: TwimlElement): Step => {
  const text = element.text.trim().replace(/\s+/g, ' ');
  if (text === '') throw new ApiError(13520, 'Say: Invalid text');
  const loop = wholeNumber(element, 'loop', { fallback: 1, max: 1000, code: 13510 });
  const voice = element.attributes.get('voice') ?? null;
  const language = element.attributes.get('language') ?? null;
  return { heard: { ...speech(text, loop), voice, language } };
};

const pause = (element: TwimlElement): Step => ({
  heard: {
    verb: 'pause',
    seconds: wholeNumber(element, 'length', { fallback: 1, max: longest, code: 13910 }),
  },
});

const conversation = (number: string, timeout: number, timeLimit: number): Heard => {
  const dialled = (status: DialStatus, seconds: number): Heard => ({ verb: 'dial', number, status, seconds });
  const answer = phoneAnswer(number);
  switch (answer) {
    case 'human':
    case 'machine':
      return dialled('completed', secondsToAnswer + Math.min(talkSeconds, timeLimit));
    case 'busy':
    case 'failed':
      return dialled(answer, 0);
    case 'no-answer':
      return dialled(answer, timeout);
    default:
      return answer satisfies never;
  }
};

const dialledNumber = (element: TwimlElement): string => {
  const [number, ...others] = [element.text, ...element.children.map(({ text }) => text)]
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (number !== undefined && others.length === 0) return number;
  throw new ApiError(13215, 'Dial: this stand-in of Twilio dials one number at a time');
};

/** A number that there cannot be is a fault, but the call goes on without it. */
const dial = (element: TwimlElement, ownNumbers: readonly string[]): Step => {
  const number = dialledNumber(element);
  const callerId = element.attributes.get('callerId');
  if (callerId !== undefined && !ownNumbers.includes(callerId))
    throw new ApiError(13214, `Dial: Invalid callerId value ${callerId}`);
  const timeout = wholeNumber(element, 'timeout', { fallback: 30, max: 600, code: 13212 });
  const timeLimit = wholeNumber(element, 'timeLimit', { fallback: 14_400, max: longest, code: 13216 });
  const known = readNumber(number);
  if (known !== undefined) return { heard: conversation(known.number, timeout, timeLimit) };
  return {
    heard: { verb: 'dial', number, status: 'failed', seconds: 0 },
    fault: /^\+\d+$/.test(number)
      ? new ApiError(13224, `Dial: Invalid phone number ${number}`)
      : new ApiError(13223, `Dial: Invalid phone number format ${number}`),
  };
};

/** Carries out one verb of a document that has passed `checkSchema`; throws what Twilio would say of its values. */
export const runVerb = (element: TwimlElement, ownNumbers: readonly string[]): Step => {
  switch (element.name) {
    case 'Say':
      return say(element);
    case 'Pause':
      return pause(element);
    case 'Dial':
      return dial(element, ownNumbers);
    case 'Hangup':
      return { heard: { verb: 'hang-up', seconds: 0 }, ends: true };
    default:
      throw new ApiError(12200, `Schema validation: Element '${element.name}' is not known.`);
  }
};
