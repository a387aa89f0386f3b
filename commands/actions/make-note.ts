import * as t from 'io-ts';
import { decode, under } from '../../domain/codecs/decode.js';
import { closed } from '../../domain/codecs/struct.js';
import { NoteText } from '../../domain/codecs/values.js';
import { defineAction } from '../action.js';
import { personalise, templateFaults } from '../personalise.js';

const settings = closed('MakeNoteSettings', { type: t.literal('make-note'), text: NoteText });

export const makeNote = defineAction<t.TypeOf<typeof settings>>({
  type: 'make-note',
  label: 'Make a note',
  settings,
  sentence: () => 'make a note',
  faults: ({ text }, path) => templateFaults(text, under(path, 'text')),
  run: async ({ text }, { variables }) => {
    const filled = personalise(text, await variables(), 'plain');
    const note = filled.ok ? decode(NoteText, filled.text) : filled;
    return note.ok && 'value' in note
      ? { kind: 'change', command: { type: 'MakeNote', text: note.value }, result: null }
      : {
          kind: 'fail',
          reason: { code: 'unusable-text', message: 'The text of the note cannot be filled in.' },
        };
  },
});
