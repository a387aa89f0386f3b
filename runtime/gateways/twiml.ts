import twilio from 'twilio';
import type { CallStep } from '../../domain/call-pattern/call-pattern.js';
import type { PhoneNumber } from '../../domain/codecs/values.js';

type VoiceResponse = InstanceType<typeof twilio.twiml.VoiceResponse>;

const add = (response: VoiceResponse, step: CallStep, from: PhoneNumber): void => {
  switch (step.type) {
    case 'say': {
      const { text, language } = step;
      // The builder's own `say` knows the languages of the day it was made.
      response.addChild('Say', language === undefined ? {} : { language }).addText(text);
      return;
    }
    case 'connect':
      response.dial({ callerId: from }, step.number);
      return;
    case 'pause':
      response.pause({ length: step.seconds });
      return;
    case 'hang-up':
      response.hangup();
      return;
    default:
      step satisfies never;
  }
};

/** A script as Twilio reads it. Whoever the call is connected to sees `from`, which is ours. */
export const toTwiml = (script: readonly CallStep[], from: PhoneNumber): string => {
  const response = new twilio.twiml.VoiceResponse();
  for (const step of script) add(response, step, from);
  return response.toString();
};
