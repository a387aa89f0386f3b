import { ApiError } from './api-error.js';
import type { Heard } from './call-record.js';
import type { TwimlElement } from './twiml.js';
import { checkSchema } from './twiml-schema.js';
import { runVerb, type Step, speech } from './twiml-verbs.js';

interface CallRun {
  readonly transcript: readonly Heard[];
  readonly seconds: number;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
}

const apology = 'We are sorry, an application error has occurred. Goodbye.';

/** What cannot be carried out ends the call, as on Twilio, with an apology; why is kept with the call. */
const orApologise = (run: () => Step | undefined): Step | undefined => {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { heard: speech(apology), fault: error, ends: true };
  }
};

/** All that is heard on a line until the call ends, at the latest after `timeLimit` seconds. No time passes meanwhile. */
export const runTwiml = (
  response: TwimlElement,
  ownNumbers: readonly string[],
  timeLimit: number,
): CallRun => {
  const transcript: Heard[] = [];
  const errors: { code: number; message: string }[] = [];
  let left = timeLimit;
  const check = (): undefined => checkSchema(response);
  const verbs = response.children.map((verb) => () => runVerb(verb, ownNumbers));
  for (const run of [check, ...verbs]) {
    const step = orApologise(run);
    if (step === undefined) continue;
    const seconds = Math.min(step.heard.seconds, left);
    left -= seconds;
    transcript.push({ ...step.heard, seconds });
    if (step.fault !== undefined) errors.push({ code: step.fault.code, message: step.fault.message });
    if (step.ends || left === 0) break;
  }
  return { transcript, seconds: timeLimit - left, errors };
};
