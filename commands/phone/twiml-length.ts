import type { CallStep } from '../../domain/call-pattern/call-pattern.js';
import type { PhoneNumber } from '../../domain/codecs/values.js';

/** As XML writes it. */
const escapedLength = (text: string): number =>
  text.length + 4 * (text.match(/&/g) ?? []).length + 3 * (text.match(/[<>]/g) ?? []).length;

const lengthOf = (step: CallStep, from: PhoneNumber): number => {
  switch (step.type) {
    case 'say': {
      const attribute = step.language === undefined ? '' : ` language="${step.language}"`;
      return `<Say${attribute}></Say>`.length + escapedLength(step.text);
    }
    case 'connect':
      return `<Dial callerId="${from}">${step.number}</Dial>`.length;
    case 'pause':
      return `<Pause length="${step.seconds}"/>`.length;
    case 'hang-up':
      return '<Hangup/>'.length;
    default:
      return step satisfies never;
  }
};

const frame = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'.length;

/** How long the TwiML of a call is. */
export const twimlLength = (script: readonly CallStep[], from: PhoneNumber): number =>
  script.reduce((sum, step) => sum + lengthOf(step, from), frame);
