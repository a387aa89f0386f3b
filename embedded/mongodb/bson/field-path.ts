import { refuse } from '../errors.js';

const references = new Set(['$ref', '$id', '$db']);

/** The parts of a dotted path that an expression, a sort or a projection names, refused where MongoDB does. */
export const fieldPath = (path: string): readonly string[] => {
  if (path === '') return refuse(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) return refuse(40353, `FieldPath must not end with a '.': '${path}'`);
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') refuse(15998, `FieldPath field names may not be empty strings: '${path}'`);
    if (part.startsWith('$') && !references.has(part))
      refuse(16410, `FieldPath field names may not start with '$': '${path}'`);
    if (part.includes('\0')) refuse(16411, `FieldPath field names may not contain '\\0': '${path}'`);
  }
  return parts;
};
