export { nearestName } from 'mcp-swagger-parser';
