/** Where a parameter travels. `querystring` (OpenAPI 3.2) is the whole query. */
export type ParameterPlace = 'path' | 'query' | 'querystring' | 'header' | 'cookie';

/** How a list or object is written (OpenAPI "Style Values"); `tabDelimited`, and the delimited ones in path and header, come from Swagger 2.0. */
export type ParameterStyle = 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'tabDelimited' | 'deepObject' | 'cookie';

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
  /** Of a `querystring` that is a form: how its properties are written. */
  fields?: Record<string, FieldBinding>;
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
  /** Headers that the part of a multipart body has besides its type: those whose value the document fixes. */
  headers?: Record<string, string>;
}

/** How a value is written in XML (OpenAPI "XML Object"). */
export interface XmlShape {
  name: string;
  namespace?: string;
  prefix?: string;
  isAttribute?: boolean;
  isWrapped?: boolean;
  /** Not an element of its own (`nodeType` of OpenAPI 3.2): the text of the element around it, or, for `none`, only what is in it. */
  standsAs?: 'text' | 'cdata' | 'none';
  properties?: Record<string, XmlShape>;
  items?: XmlShape;
}

/** One way to write a body. */
export interface BodyEncoding {
  mediaType: string;
  kind: BodyKind;
  fields: Record<string, FieldBinding>;
  /** Of a multipart body that is a list (OpenAPI 3.2): its first parts, and those after them. */
  prefixFields?: FieldBinding[];
  itemField?: FieldBinding;
  xml?: XmlShape;
}

/** The request body of an operation, and the argument of the tool that fills it. */
export interface BodyBinding extends BodyEncoding {
  argument: string;
  required: boolean;
  /** The other media types that a caller may choose, by naming one in the argument `contentTypeArgument`. */
  alternatives: BodyEncoding[];
  contentTypeArgument?: string;
  /** Where the schema of the argument is `anyOf` those of several media types: which of them is whose, the own one first and then those of the alternatives. */
  branches?: number[];
}

/** The argument with which a caller chooses the media type of the answer, and what it may hold; the first is what comes without it. */
export interface AcceptBinding {
  argument: string;
  mediaTypes: string[];
}

/** How the next page is asked for, by `x-mcp` (`pagination: {next, argument}`): `next` is a JSONata expression over the answer. */
export interface PaginationBinding {
  next: string;
  argument: string;
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
  /** `metadataUrl` is where a document about the endpoints is (OpenID Connect Discovery, RFC 8414). */
  | { kind: 'oauth2'; tokenUrl?: string; metadataUrl?: string }
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

/** What the user of a client may be asked for before a call: required arguments that it lacks, or, where it destroys something, whether to go on. */
export type Ask = 'arguments' | 'confirmation';

/** All that is needed to turn arguments into an HTTP request and its answer into a result. Plain data. */
export interface OperationBinding {
  /** In capitals. */
  method: string;
  /** The template, as the document writes it. */
  path: string;
  parameters: ParameterBinding[];
  body?: BodyBinding;
  responses: ResponseBinding[];
  accept?: AcceptBinding;
  /** The most of an answer, in bytes, that is shown at once; by `x-mcp`. */
  maxResponseBytes?: number;
  /** A JSONata expression that makes the answer smaller; by `x-mcp`. */
  projection?: string;
  /** False: a next page is not offered. Absent: it is when the answer has a `Link` header that says where it is. */
  pagination?: PaginationBinding | false;
  /** Alternatives; each asks for all of its schemes. The empty list: none needed. Absent: the document says nothing. */
  security?: RequiredScheme[][];
  servers: ServerBinding[];
  /** True when the servers are the operation's (or its path's) own and not the document's. */
  hasOwnServers: boolean;
  /** As `ask` of `x-mcp` says. */
  ask?: Ask[];
  /** True when the output schema wraps an answer that is not an object as `{result: …}`. */
  wrapsResult: boolean;
}
