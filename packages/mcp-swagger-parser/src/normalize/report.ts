/** Reports something in a schema that had to be repaired. */
export type Report = (code: string, message: string) => void;
