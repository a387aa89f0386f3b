import type { Doc } from '../bson/value.js';
import type { Expression } from './expression.js';
import { visitPath } from './paths.js';

export const matches = (expression: Expression, doc: Doc): boolean => {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => matches(part, doc));
    case 'or':
      return expression.parts.some((part) => matches(part, doc));
    case 'nor':
      return !expression.parts.some((part) => matches(part, doc));
    case 'not':
      return !matches(expression.part, doc);
    case 'computed':
      return expression.holds(doc);
    case 'never':
      return false;
    case 'path': {
      const { predicate, path } = expression;
      return visitPath(doc, path, predicate.whole ? 'whole' : 'expand', predicate.test);
    }
  }
};
