import { CallStep } from '../../domain/call-pattern/call-pattern.js';
import { decode, under } from '../../domain/codecs/decode.js';
import type { PhoneNumber } from '../../domain/codecs/values.js';
import type { Fault } from '../../domain/errors.js';
import { personalise, templateFaults, type Variables } from '../personalise.js';
import { readable } from './readable.js';
import { twimlLength } from './twiml-length.js';

export type FilledScript =
  | { readonly ok: true; readonly script: readonly CallStep[] }
  | { readonly ok: false; readonly code: 'unusable-text' | 'script-too-long'; readonly message: string };

/** What the provider takes. */
const maxLength = 4000;

const unusable = (index: number, message: string): FilledScript => ({
  ok: false,
  code: 'unusable-text',
  message: `The text of script[${index}] ${message}`,
});

/**
 * Fills in the texts of a script; a text of which nothing is left is not said.
 * @param from the number that calls
 */
export const fillScript = (
  template: readonly CallStep[],
  variables: Variables,
  from: PhoneNumber,
): FilledScript => {
  const script: CallStep[] = [];
  for (const [index, step] of template.entries()) {
    if (step.type !== 'say') {
      script.push(step);
      continue;
    }
    const filled = personalise(step.text, variables, 'plain');
    if (!filled.ok) return unusable(index, `cannot be filled in: ${filled.message}`);
    const text = readable(filled.text);
    if (text === '') continue;
    const said = decode(CallStep, { ...step, text });
    if (!said.ok) return unusable(index, 'is too long when it is filled in.');
    script.push(said.value);
  }
  if (script.length === 0)
    return {
      ok: false,
      code: 'unusable-text',
      message: 'Nothing is left of the script when it is filled in.',
    };
  const length = twimlLength(script, from);
  if (length > maxLength)
    return {
      ok: false,
      code: 'script-too-long',
      message: `The script has ${length} characters as the provider reads it; ${maxLength} are allowed.`,
    };
  return { ok: true, script };
};

/** What is wrong with the texts of a script. */
export const scriptFaults = (script: readonly CallStep[] | undefined, path: string): readonly Fault[] =>
  (script ?? []).flatMap((step, index) =>
    step.type === 'say' ? templateFaults(step.text, under(`${path}[${index}]`, 'text')) : [],
  );
