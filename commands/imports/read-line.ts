import type * as t from 'io-ts';
import { ExternalId, ListId } from '../../domain/codecs/ids.js';
import { EmailAddress, type Scalar, Tag } from '../../domain/codecs/values.js';
import type { LineFault } from '../../domain/import/events.js';
import { type ImportPlan, maxTags, type Target } from '../../domain/import/plan.js';
import type { Attributes } from '../../domain/lead/events.js';
import type { Frame } from './frame-lines.js';
import type { ReadCells } from './read-cells.js';
import { attributeValue, isEmpty, itemsOf, readValue } from './read-value.js';

/** What a line says of a lead. */
export interface LeadLine {
  readonly line: number;
  readonly ids: { readonly externalId?: ExternalId; readonly email?: EmailAddress };
  readonly attributes: Attributes;
  readonly tags: readonly Tag[];
  readonly lists: readonly ListId[];
}

export type LineRead =
  | { readonly kind: 'blank' }
  | { readonly kind: 'lead'; readonly lead: LeadLine }
  | { readonly kind: 'faulty'; readonly faults: readonly LineFault[] };

const maxShown = 200;
/** Of one line: who mends these finds the others in the next dry run. */
const maxLineFaults = 10;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const control = /[\u0000-\u001f\u007f]/g;

/** A value as it is shown with its fault. */
export const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
    .slice(0, maxShown)
    // Half of a character.
    .replace(/[\ud800-\udbff]$/, '')
    .replace(control, '\ufffd');

/** What has been read of a line so far. */
interface Draft {
  externalId?: ExternalId;
  email?: EmailAddress;
  readonly attributes: Map<string, Scalar>;
  readonly tags: Set<Tag>;
  readonly lists: Set<ListId>;
}

type Reason = string | undefined;

/** Adds the items of a cell; the reason if one of them is wrong. */
const addAll = <A>(items: Set<A>, codec: t.Decoder<unknown, A>, input: unknown, separator = ','): Reason => {
  for (const item of itemsOf(input, separator)) {
    const read = readValue(codec, item);
    if (!read.ok) return `${read.reason}: “${shown(item)}”`;
    items.add(read.value);
  }
  return items.size > maxTags ? `must be at most ${maxTags}, with those that every lead gets` : undefined;
};

/** Takes over what a cell says; the reason if it is wrong. */
const take = (draft: Draft, to: Target, input: unknown): Reason => {
  switch (to.kind) {
    case 'email': {
      const email = readValue(EmailAddress, input);
      if (!email.ok) return email.reason;
      draft.email = email.value;
      return undefined;
    }
    case 'externalId': {
      const text =
        typeof input === 'string' ? input.trim() : typeof input === 'number' ? String(input) : input;
      const externalId = readValue(ExternalId, text);
      if (!externalId.ok) return externalId.reason;
      draft.externalId = externalId.value;
      return undefined;
    }
    case 'attribute': {
      const value = attributeValue(input, to.as);
      if (!value.ok) return value.reason;
      draft.attributes.set(to.attribute, value.value);
      return undefined;
    }
    case 'tags':
      return addAll(draft.tags, Tag, input, to.separator);
    case 'lists':
      return addAll(draft.lists, ListId, input, to.separator);
    default:
      return to satisfies never;
  }
};

const toLead = (line: number, { externalId, email, attributes, tags, lists }: Draft): LeadLine => ({
  line,
  ids: {
    ...(externalId === undefined ? {} : { externalId }),
    ...(email === undefined ? {} : { email }),
  },
  attributes: Object.fromEntries(attributes),
  tags: [...tags],
  lists: [...lists],
});

/** Reads the lines of a file as a plan says: of each what it says of a lead, or everything that is wrong with it. */
export const createReadLine =
  ({ mapping, tags = [], lists = [] }: ImportPlan, readCells: ReadCells) =>
  (frame: Frame): LineRead => {
    const { line, content, fault } = frame;
    if (fault === undefined && content.length === 0) return { kind: 'blank' };
    const cells = readCells(frame);
    if (!cells.ok) return { kind: 'faulty', faults: [{ line, reason: cells.reason }] };
    const draft: Draft = { attributes: new Map(), tags: new Set(tags), lists: new Set(lists) };
    const faults = mapping.flatMap(({ column, to }): readonly LineFault[] => {
      const value = cells.value.get(column);
      const reason = isEmpty(value) ? undefined : take(draft, to, value);
      return reason === undefined ? [] : [{ line, reason, column, value: shown(value) }];
    });
    if (faults.length > 0) return { kind: 'faulty', faults: faults.slice(0, maxLineFaults) };
    if (draft.email === undefined && draft.externalId === undefined)
      return {
        kind: 'faulty',
        faults: [{ line, reason: 'has neither an e-mail address nor an external id' }],
      };
    return { kind: 'lead', lead: toLead(line, draft) };
  };
