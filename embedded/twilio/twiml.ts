import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ApiError } from './api-error.js';

/** One element of a TwiML document; `text` is all that stands directly in it. */
export interface TwimlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly TwimlElement[];
  readonly text: string;
}

const attributesKey = ':@';
const cdataKey = '#cdata';
const textKey = '#text';

// References are read below, so that none but those of XML itself are ever replaced.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  processEntities: false,
  cdataPropName: cdataKey,
  textNodeName: textKey,
});

const predefined: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const character = (code: number): string => {
  if (
    !(code < 0x110000) ||
    /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(String.fromCodePoint(code))
  )
    throw new Error(`there is no character ${code}`);
  return String.fromCodePoint(code);
};

const resolve = (text: string): string =>
  text.replace(/&([^;&<\s]*;)?/g, (whole, reference: string | undefined) => {
    const [, hex, decimal, name] = /^(?:#x([\da-f]+)|#(\d+)|([a-z]+));$/i.exec(reference ?? '') ?? [];
    if (hex !== undefined) return character(Number.parseInt(hex, 16));
    if (decimal !== undefined) return character(Number.parseInt(decimal, 10));
    const found = predefined.get(name ?? '');
    if (found === undefined) throw new Error(`the entity ${whole} is not declared`);
    return found;
  });

const isRecord = (node: unknown): node is Readonly<Record<string, unknown>> =>
  typeof node === 'object' && node !== null;

const nodes = (list: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(list) ? list.filter(isRecord) : [];

const textOf = (node: Readonly<Record<string, unknown>>): string => {
  if (cdataKey in node)
    return nodes(node[cdataKey])
      .map((part) => String(part[textKey] ?? ''))
      .join('');
  return textKey in node ? resolve(String(node[textKey])) : '';
};

const elementsOf = (list: unknown): readonly TwimlElement[] =>
  nodes(list).flatMap((node) => {
    const name = Object.keys(node).find((key) => ![attributesKey, cdataKey, textKey].includes(key));
    if (name === undefined) return [];
    const attributes = isRecord(node[attributesKey]) ? Object.entries(node[attributesKey]) : [];
    return [
      {
        name,
        attributes: new Map(attributes.map(([key, value]) => [key, resolve(String(value))])),
        children: elementsOf(node[name]),
        text: nodes(node[name]).map(textOf).join(''),
      },
    ];
  });

const parse = (xml: string): readonly TwimlElement[] => {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`${valid.err.msg} (line ${valid.err.line})`);
  // Whatever a document type declares could only be entities.
  if (/<!DOCTYPE/i.test(xml)) throw new Error('a document type is not allowed');
  return elementsOf(parser.parse(xml));
};

/** The `<Response>` of a TwiML document; refused with 12100 unless it is well-formed XML, with 12102 if it holds anything else. */
export const readTwiml = (xml: string): TwimlElement => {
  const elements = (): readonly TwimlElement[] => {
    try {
      return parse(xml);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ApiError(12100, `Document parse failure: ${reason}`);
    }
  };
  const [root, ...others] = elements();
  if (root?.name !== 'Response' || others.length > 0)
    throw new ApiError(12102, 'The root element must be <Response>');
  return root;
};
