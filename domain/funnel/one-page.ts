interface NamedPage {
  readonly pageId?: unknown;
  readonly url?: unknown;
}

/** What is wrong where a page is named both by its id and by its URL. */
export const atMostOnePage = ({ pageId, url }: NamedPage) =>
  pageId === undefined || url === undefined
    ? undefined
    : ({ at: ['url'], message: 'cannot stand beside a pageId: give one of them' } as const);

/** What is wrong where a page is named by its id and by its URL, or by neither. */
export const onePage = ({ pageId, url }: NamedPage) =>
  pageId === undefined && url === undefined
    ? ({ at: ['pageId'], message: 'is missing: give a pageId or a url' } as const)
    : atMostOnePage({ pageId, url });
