import { ApiError } from './api-error.js';
import type { TwimlElement } from './twiml.js';

interface Shape {
  readonly attributes: readonly string[];
  readonly children: readonly string[];
  readonly text: boolean;
}

const shapes: ReadonlyMap<string, Shape> = new Map([
  ['Response', { attributes: [], children: ['Say', 'Pause', 'Dial', 'Hangup'], text: false }],
  ['Say', { attributes: ['voice', 'language', 'loop'], children: [], text: true }],
  ['Pause', { attributes: ['length'], children: [], text: false }],
  ['Dial', { attributes: ['timeout', 'timeLimit', 'callerId'], children: ['Number'], text: true }],
  ['Number', { attributes: [], children: [], text: true }],
  ['Hangup', { attributes: [], children: [], text: false }],
]);

const invalid = (message: string): ApiError => new ApiError(12200, `Schema validation: ${message}`);

/** Refuses with 12200 what Twilio would not know, or what this stand-in cannot carry out. */
export const checkSchema = ({ name, attributes, children, text }: TwimlElement): undefined => {
  const shape = shapes.get(name);
  if (shape === undefined) throw invalid(`Element '${name}' is not known.`);
  const attribute = [...attributes.keys()].find((key) => !shape.attributes.includes(key));
  if (attribute !== undefined)
    throw invalid(`Attribute '${attribute}' is not allowed to appear in element '${name}'.`);
  if (!shape.text && text.trim() !== '') throw invalid(`Element '${name}' must not hold text.`);
  for (const child of children) {
    if (!shape.children.includes(child.name))
      throw invalid(
        `Invalid content was found starting with element '${child.name}'. One of '{${shape.children.join(', ')}}' is expected.`,
      );
    checkSchema(child);
  }
};
