/** How much of an input schema is shown. */
export interface Detail {
  /** The longest description, in characters, of an argument, of a property of an argument, and below. */
  longest: [number, number, number];
  /** Optional parts that lie deeper are outlined: an argument is at 1, its properties at 2. What is required is always shown. */
  depth: number;
  /** Optional properties below that depth are named. */
  namesDeeper: boolean;
}

/** Less and less of a schema. The first level cuts only texts, and all take every value that the schema itself takes. */
export const DETAILS: Detail[] = [
  { longest: [500, 160, 120], depth: Infinity, namesDeeper: true },
  { longest: [300, 120, 60], depth: Infinity, namesDeeper: true },
  { longest: [240, 100, 0], depth: 6, namesDeeper: true },
  { longest: [200, 100, 0], depth: 5, namesDeeper: true },
  { longest: [160, 80, 0], depth: 4, namesDeeper: true },
  { longest: [160, 80, 0], depth: 3, namesDeeper: true },
  { longest: [140, 60, 0], depth: 2, namesDeeper: true },
  { longest: [120, 40, 0], depth: 2, namesDeeper: false },
  { longest: [80, 0, 0], depth: 2, namesDeeper: false },
];

/** Below the second level a list of values is shown up to this many characters. */
export const LONGEST_DEEP_ENUM = 600;
