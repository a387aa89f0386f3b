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

const textOf = (data: Uint8Array): string => Buffer.from(data).toString('utf8');

const parseObject = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

// 2^63 - 1, what the real server writes, is not a number that JSON.parse could read or JSON.stringify print.
export const softDeletedMetadata = Buffer.from('{"$tb":9223372036854775807}', 'utf8');
const saysSoftDeleted = /"\$tb"\s*:\s*9223372036854775807\b/;
const beyondEveryRevision = Number.MAX_SAFE_INTEGER;

const isInteger64 = (value: unknown): value is number | undefined =>
  value === undefined || (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 63);

const atLeast = (least: number, value: number | undefined): number | undefined =>
  value === undefined || value < least ? undefined : Math.min(value, beyondEveryRevision - 1);

/**
 * As on the real server metadata counts as none if it is no JSON object or one of its numbers is no 64 bit integer;
 * a number that makes no sense, such as a `$maxCount` of 0, counts as missing.
 */
export const parseStreamMetadata = (data: Uint8Array): StreamMetadata => {
  const text = textOf(data);
  const { $maxCount, $maxAge, $cacheControl, $tb } = parseObject(text) ?? {};
  const isDeleted = $tb !== undefined && saysSoftDeleted.test(text);
  const truncateBefore = isDeleted ? undefined : $tb;
  if (!isInteger64($maxCount) || !isInteger64($maxAge) || !isInteger64($cacheControl)) return noMetadata;
  if (!isInteger64(truncateBefore)) return noMetadata;
  return {
    maxCount: atLeast(1, $maxCount),
    maxAgeSeconds: atLeast(1, $maxAge),
    truncateBefore: isDeleted ? beyondEveryRevision : atLeast(0, truncateBefore),
  };
};

export const isSoftDeleted = (metadata: StreamMetadata): boolean =>
  metadata.truncateBefore === beyondEveryRevision;

/** The same metadata with `$tb` moved, or nothing if there is none that can be read. */
export const withTruncateBefore = (data: Uint8Array, revision: number): Uint8Array | undefined => {
  const value = parseObject(textOf(data));
  try {
    return value && Buffer.from(JSON.stringify({ ...value, $tb: revision }), 'utf8');
  } catch {
    // Nested too deeply to be written: the real server cannot read such metadata either.
    return undefined;
  }
};

export const firstVisibleRevision = (metadata: StreamMetadata, lastRevision: number): number =>
  Math.max(
    0,
    metadata.truncateBefore ?? 0,
    metadata.maxCount === undefined ? 0 : lastRevision - metadata.maxCount + 1,
  );

export const oldestVisibleTime = (metadata: StreamMetadata, now: number): number =>
  metadata.maxAgeSeconds === undefined ? 0 : now - metadata.maxAgeSeconds * 1000;
