import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Swagger UI writes styles into its page; nothing of ours does. */
const DOCS = '/api/docs';

/** Scripts, styles and everything else from the own origin only; nothing inline, no frames, no plugins. */
const strict = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  workerSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** The headers that keep browsers from doing what a page of ours never wants. `publicUrl`: with https, browsers are told to stay with it. */
export function securityHeaders(publicUrl: string | undefined): RequestHandler {
  const strictTransportSecurity = publicUrl?.startsWith('https:') === true ? { maxAge: 31_536_000 } : false;
  const withPolicy = (directives: typeof strict) =>
    helmet({ contentSecurityPolicy: { useDefaults: false, directives }, strictTransportSecurity, referrerPolicy: { policy: 'no-referrer' }, xFrameOptions: { action: 'deny' } });
  const ours = withPolicy(strict);
  const docs = withPolicy({ ...strict, styleSrc: ["'self'", "'unsafe-inline'"] });
  return (request: Request, response: Response, next: NextFunction): void => {
    response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
    // What one person may read, no shared cache may keep.
    if (request.path.startsWith('/api')) response.setHeader('Cache-Control', 'private, no-cache');
    (request.path.startsWith(DOCS) ? docs : ours)(request, response, next);
  };
}
