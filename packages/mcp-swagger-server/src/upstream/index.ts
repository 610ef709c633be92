export { createUpstream } from './create-upstream.js';
export type { Upstream, UpstreamOptions } from './create-upstream.js';
export type { HttpRequest } from './request/http-request.js';
export { shownRequest } from './request/shown-request.js';
export { parseJson, stringifyJson } from './lossless-json.js';
export type { OriginState } from './exchange/origins.js';
export type { CallLog, CallProgress, ContentBlock, ResourceContents, ToolCallResult } from './tool-call-result.js';
export { UpstreamError } from './upstream-error.js';
export type { UpstreamErrorCode } from './upstream-error.js';
