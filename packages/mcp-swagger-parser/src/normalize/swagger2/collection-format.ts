/** How a list is written that Swagger 2.0 gives a `collectionFormat`; csv is the default. */
export interface ListStyle {
  style: string;
  explode: boolean;
}

/** The style of OpenAPI 3 for a `collectionFormat`, in a place; undefined when there is none. */
export function listStyle(format: unknown, place: string): ListStyle | undefined {
  const separated = place === 'path' || place === 'header' ? 'simple' : 'form';
  switch (format) {
    case undefined:
    case 'csv':
      return { style: separated, explode: false };
    case 'multi':
      return { style: separated, explode: separated === 'form' };
    case 'ssv':
      return { style: 'spaceDelimited', explode: false };
    case 'pipes':
      return { style: 'pipeDelimited', explode: false };
    case 'tsv':
      return { style: 'tabDelimited', explode: false };
    default:
      return undefined;
  }
}
