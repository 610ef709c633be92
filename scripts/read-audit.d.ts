export type Audit = { kind: 'unknown'; said: string } | { kind: 'known'; open: string[]; explained: string[] };

export declare const EXPLAINED: ReadonlyMap<string, string>;
export declare function readAudit(output: string, explained?: ReadonlyMap<string, string>): Audit;
