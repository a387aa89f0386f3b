export type StreamMetadata = {
  readonly maxCount: number | undefined;
  readonly maxAgeSeconds: number | undefined;
  readonly truncateBefore: number | undefined;
};

export const noMetadata: StreamMetadata = {
  maxCount: undefined,
  maxAgeSeconds: undefined,
  truncateBefore: undefined,
};

/** A metadata stream shows its last event only, as on the real server. */
export const metadataOfMetastreams: StreamMetadata = { ...noMetadata, maxCount: 1 };

const metastreamPrefix = '$$';

export const isMetastream = (stream: string): boolean => stream.startsWith(metastreamPrefix);
export const metastreamOf = (stream: string): string => `${metastreamPrefix}${stream}`;
export const originalOf = (metastream: string): string => metastream.slice(metastreamPrefix.length);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseObject = (data: Uint8Array): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const positiveNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 ? value : undefined;

/** Metadata that cannot be read counts as none, as on the real server. */
export const parseStreamMetadata = (data: Uint8Array): StreamMetadata => {
  const value = parseObject(data) ?? {};
  return {
    maxCount: positiveNumber(value['$maxCount']),
    maxAgeSeconds: positiveNumber(value['$maxAge']),
    truncateBefore: positiveNumber(value['$tb']),
  };
};

export const isSoftDeleted = (metadata: StreamMetadata): boolean =>
  metadata.truncateBefore !== undefined && metadata.truncateBefore >= Number.MAX_SAFE_INTEGER;

// Written by hand: 2^63 - 1, what the real server writes, is not a number that JSON.stringify could print.
export const softDeletedMetadata = Buffer.from('{"$tb":9223372036854775807}', 'utf8');

/** The same metadata with `$tb` moved, or nothing if there is none that can be read. */
export const withTruncateBefore = (data: Uint8Array, revision: number): Uint8Array | undefined => {
  const value = parseObject(data);
  return value && Buffer.from(JSON.stringify({ ...value, $tb: revision }), 'utf8');
};

export const firstVisibleRevision = (metadata: StreamMetadata, lastRevision: number): number =>
  Math.max(
    0,
    metadata.truncateBefore ?? 0,
    metadata.maxCount === undefined ? 0 : lastRevision - metadata.maxCount + 1,
  );

export const oldestVisibleTime = (metadata: StreamMetadata, now: number): number =>
  metadata.maxAgeSeconds === undefined ? 0 : now - metadata.maxAgeSeconds * 1000;
