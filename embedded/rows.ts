const isRow = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const column = (row: unknown, name: string): unknown => {
  if (!isRow(row)) throw new TypeError('The database returned something that is not a row.');
  return row[name];
};

const unexpected = (name: string): never => {
  throw new TypeError(`The column ${name} holds a value of an unexpected type.`);
};

export const numberIn = (row: unknown, name: string): number => {
  const value = column(row, name);
  return typeof value === 'number' ? value : unexpected(name);
};

export const numberOrNothingIn = (row: unknown, name: string): number | undefined =>
  column(row, name) === null ? undefined : numberIn(row, name);

export const textIn = (row: unknown, name: string): string => {
  const value = column(row, name);
  return typeof value === 'string' ? value : unexpected(name);
};

// libsql gives a Buffer for a single row and an ArrayBuffer for a row of many.
export const bytesIn = (row: unknown, name: string): Uint8Array => {
  const value = column(row, name);
  if (value instanceof Uint8Array) return value;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : unexpected(name);
};
