declare const BUILD_ID_OF_BUNDLE: string | undefined;

/** Tells one bundle from another by what went into it; undefined when we run from single modules, which change without notice. */
export const BUILD_ID = typeof BUILD_ID_OF_BUNDLE === 'string' ? BUILD_ID_OF_BUNDLE : undefined;
