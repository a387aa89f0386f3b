import * as t from 'io-ts';
import { RefinedType } from '../domain/codecs/text.js';

/** A text that is sent piece by piece, so that it need not fit into memory. */
export class StreamedText {
  constructor(
    /** Under which a browser saves it. */
    readonly fileName: string,
    readonly pieces: AsyncIterable<string>,
    /** Where the route has more than one. */
    readonly contentType?: string | undefined,
  ) {}
}

/** The response of a route that answers with something else than JSON. */
export class StreamedType extends RefinedType<StreamedText> {
  constructor(
    name: string,
    readonly contentType: string,
  ) {
    const is = (input: unknown): input is StreamedText => input instanceof StreamedText;
    super(
      name,
      is,
      (input, context) => (is(input) ? t.success(input) : t.failure(input, context, 'must be a stream')),
      { type: 'string' },
    );
  }
}

/** Lines of `csvLine`, the first of which names the columns. */
export const CsvFile = new StreamedType('CsvFile', 'text/csv; charset=utf-8; header=present');

/** The response of a route that answers with JSON, or with the same as a CSV file where that is asked for. */
export class JsonOrCsvType<A> extends t.Type<A | StreamedText, unknown, unknown> {
  constructor(readonly json: t.Type<A, unknown, unknown>) {
    super(
      `${json.name}OrCsv`,
      (input): input is A | StreamedText => input instanceof StreamedText || json.is(input),
      (input, context) => (input instanceof StreamedText ? t.success(input) : json.validate(input, context)),
      (value) => value,
    );
  }
}

/** JSON texts, one a line. */
export const ndjson = 'application/x-ndjson; charset=utf-8';

/** The pieces as bytes, made one by one as they are taken. */
export const bytesOf = ({ pieces }: StreamedText): ReadableStream<Uint8Array> => {
  const iterator = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
};
