/** The built dashboard with made-up answers and events; see crowded-api.js. */
export function startCrowdedApi(options: { servers: number; connections: number; lines: number }): Promise<{ url: string; firstServer: string; stop(): Promise<void> }>;
