/** Where a parameter travels. `querystring` (OpenAPI 3.2) is the whole query. */
export type ParameterPlace = 'path' | 'query' | 'querystring' | 'header' | 'cookie';

/** How a list or object is written (OpenAPI "Style Values"). */
export type ParameterStyle = 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'cookie';

/** One parameter of an operation, and the argument of the tool that fills it. */
export interface ParameterBinding {
  argument: string;
  name: string;
  in: ParameterPlace;
  required: boolean;
  style: ParameterStyle;
  explode: boolean;
  allowReserved: boolean;
  allowEmptyValue: boolean;
  /** Of a parameter with `content`: its value is encoded as this media type. */
  mediaType?: string;
}

/** How a body is written. */
export type BodyKind = 'json' | 'text' | 'form' | 'multipart' | 'binary' | 'xml';

/** How one property of a form or multipart body is written; what is absent follows from the value. */
export interface FieldBinding {
  isFile: boolean;
  contentType?: string;
  style?: ParameterStyle;
  explode?: boolean;
  allowReserved?: boolean;
}

/** How a value is written in XML (OpenAPI "XML Object"). */
export interface XmlShape {
  name: string;
  namespace?: string;
  prefix?: string;
  isAttribute?: boolean;
  isWrapped?: boolean;
  properties?: Record<string, XmlShape>;
  items?: XmlShape;
}

/** The request body of an operation, and the argument of the tool that fills it. */
export interface BodyBinding {
  argument: string;
  required: boolean;
  mediaType: string;
  kind: BodyKind;
  fields: Record<string, FieldBinding>;
  xml?: XmlShape;
}

/** What an operation may answer with one status: `200`, `2XX` or `default`. */
export interface ResponseBinding {
  status: string;
  mediaTypes: string[];
}

/** A declared way to prove who is calling. */
export type SecurityScheme =
  | { kind: 'apikey'; in: 'header' | 'query' | 'cookie'; name: string }
  | { kind: 'http'; scheme: string }
  | { kind: 'oauth2'; tokenUrl?: string }
  | { kind: 'other'; type: string };

/** One scheme that a requirement asks for. */
export interface RequiredScheme {
  name: string;
  scopes: string[];
  scheme: SecurityScheme;
}

/** A server of a document or an operation; `{name}` in its URL is a variable. */
export interface ServerBinding {
  url: string;
  variables: Record<string, { default?: string; enum?: string[] }>;
}

/** All that is needed to turn arguments into an HTTP request and its answer into a result. Plain data. */
export interface OperationBinding {
  /** In capitals. */
  method: string;
  /** The template, as the document writes it. */
  path: string;
  parameters: ParameterBinding[];
  body?: BodyBinding;
  responses: ResponseBinding[];
  /** Alternatives; each asks for all of its schemes. The empty list: none needed. Absent: the document says nothing. */
  security?: RequiredScheme[][];
  servers: ServerBinding[];
  /** True when the servers are the operation's (or its path's) own and not the document's. */
  hasOwnServers: boolean;
  /** True when the output schema wraps an answer that is not an object as `{result: …}`. */
  wrapsResult: boolean;
}
